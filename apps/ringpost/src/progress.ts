import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a work has come, on a terminal: it draws nothing where nobody looks. */
export class ProgressBar {
  private bar: SingleBar | undefined;

  constructor(private readonly title: string) {}

  /** Moves the bar; it appears with the first step. */
  readonly step = (done: number, total: number): void => {
    if (!process.stderr.isTTY) return;
    this.bar ??= this.draw(total);
    this.bar.update(done);
  };

  end(): void {
    this.bar?.stop();
  }

  private draw(total: number): SingleBar {
    const bar = new SingleBar({ format: `${this.title} {bar} {value}/{total}`, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
    bar.start(total, 0);
    return bar;
  }
}
