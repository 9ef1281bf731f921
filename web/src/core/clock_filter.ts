/** Clock filter. */
export class ClockFilter {
  add(_t1: number, _t2: number, _t3: number, _t4: number): void {}
  offsetAt(_localUs: number): number {
    return 0;
  }
}
