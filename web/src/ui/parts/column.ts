export interface Column {
  readonly name: string;
  readonly label: string;
  /** Figures stand flush right. */
  readonly numeric?: boolean;
  /** Never broken into lines. */
  readonly short?: boolean;
}
