import type { Pool } from 'pg';

/** Milliseconds between two announcements: nobody who follows the log is in more of a hurry. */
const PAUSE = 50;

/**
 * Tells the other processes that there is something new, at once and then at most every so often. Not part of the
 * append, where waking every listener would make all others wait; whoever missed it looks by himself after a while.
 */
export class Announcer {
  readonly pool: Pool;
  timer: NodeJS.Timeout | undefined;
  news = false;

  constructor(pool: Pool) {
    this.pool = pool;
  }

  announce(): void {
    this.news = true;
    if (this.timer === undefined) this.tell();
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private tell(): void {
    this.news = false;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.news) this.tell();
    }, PAUSE);
    this.timer.unref();
    this.pool.query({ name: 'announce', text: "select pg_notify('fasti_log', '')" }).catch(() => undefined);
  }
}
