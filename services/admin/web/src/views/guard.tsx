import { Component, type ComponentChildren } from "preact";

interface Props {
  readonly name: string;
  readonly children: ComponentChildren;
}

interface Failure {
  readonly error: unknown;
}

/** Keeps the fault of one card from taking the page with it. */
export class Guard extends Component<Props, Partial<Failure>> {
  static override getDerivedStateFromError(error: unknown): Failure {
    return { error };
  }

  override componentDidCatch(error: unknown): void {
    console.error(`The card "${this.props.name}" failed.`, error);
  }

  override render() {
    if (this.state.error === undefined) {
      return this.props.children;
    }
    return (
      <section class="panel failed" aria-label={this.props.name}>
        <p role="status">
          “{this.props.name}” cannot be shown: {String(this.state.error)}. The other figures are not
          touched by it.
        </p>
        <button type="button" class="button" onClick={() => this.setState({ error: undefined })}>
          Try again
        </button>
      </section>
    );
  }
}
