/** Lets any number of works pass side by side, until somebody needs to be alone. */
export class Gate {
  readonly #passing = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#closed !== undefined) await this.#closed;
    const passing = work();
    this.#passing.add(passing);
    try {
      return await passing;
    } finally {
      this.#passing.delete(passing);
    }
  }

  /** Waits until nobody passes any more and lets nobody in before `work` is done. */
  async closeDuring<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#closed !== undefined) await this.#closed;
    let open: () => void = () => undefined;
    this.#closed = new Promise((resolve) => (open = resolve));
    try {
      await Promise.allSettled(this.#passing);
      return await work();
    } finally {
      this.#closed = undefined;
      open();
    }
  }
}
