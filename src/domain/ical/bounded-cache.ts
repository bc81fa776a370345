/** Computed once, kept while there is room: what is derived from a text that a stranger may choose. */
export class BoundedCache<Key, Value> {
  private readonly values = new Map<Key, Value>();
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** The value kept for a key, else the one that `make` gives, kept in the oldest one's place. */
  get(key: Key, make: () => Value): Value {
    const known = this.values.get(key);
    if (known !== undefined) return known;
    const value = make();
    if (this.values.size >= this.capacity) {
      for (const oldest of this.values.keys()) {
        this.values.delete(oldest);
        break;
      }
    }
    this.values.set(key, value);
    return value;
  }
}
