export interface Column {
  readonly name: string;
  readonly label: string;
  /** Figures stand flush right. */
  readonly numeric?: boolean;
}
