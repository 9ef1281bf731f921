/** "1 listener", "3 listeners"; `many` for nouns with a plural of their own: "2 people". */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
