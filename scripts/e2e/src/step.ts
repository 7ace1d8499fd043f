/** Does one step of a test, and prints what it was and how long it took. */
export async function step<T>(what: string, doing: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    const result = await doing();
    print(begun, what);
    return result;
  } catch (error) {
    print(begun, `FAILED: ${what}`);
    throw error;
  }
}

function print(begun: number, what: string): void {
  const seconds = ((performance.now() - begun) / 1000).toFixed(2);
  console.log(`${seconds.padStart(8)} s  ${what}`);
}
