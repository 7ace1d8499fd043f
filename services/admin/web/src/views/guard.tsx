import { Component, type ComponentChildren } from "preact";

interface Props {
  readonly name: string;
  /** Where the card stands in the layout, if it does. */
  readonly area?: string;
  readonly children: ComponentChildren;
}

interface Failure {
  readonly error: unknown;
  /** Finds the error in the log. */
  readonly id: string;
}

/**
 * Keeps the fault of one card from taking the page with it. It stands around
 * the card: a fault in the card's own function is no fault of a child of it.
 */
export class Guard extends Component<Props, { failure?: Failure | undefined }> {
  override componentDidCatch(error: unknown): void {
    const id = Math.random().toString(16).slice(2, 10);
    console.error(`The card "${this.props.name}" failed (${id}).`, error);
    this.setState({ failure: { error, id } });
  }

  override render() {
    const { failure } = this.state;
    if (failure === undefined) {
      return this.props.children;
    }
    const { name, area } = this.props;
    return (
      <section class={`panel panel--${area ?? "free"} failed`} aria-label={name}>
        <p role="status">
          “{name}” cannot be shown: {String(failure.error)}. The other figures are not touched by
          it. In the browser's console the fault is <code>{failure.id}</code>.
        </p>
        <button type="button" class="button" onClick={() => this.setState({ failure: undefined })}>
          Try again
        </button>
      </section>
    );
  }
}
