/** Brings a card into view and moves the focus to its title, which the keyboard goes on from. */
export function reveal(title: string): void {
  const heading = document.getElementById(title);
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    heading.closest("section")?.scrollIntoView({
      block: "nearest",
      behavior: calm ? "instant" : "smooth",
    });
  }
}
