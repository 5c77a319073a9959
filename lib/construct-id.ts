/** The construct id for a name in a table: `sign-up` becomes `SignUp`, `notes/list` becomes `NotesList`. */
export function constructId(name: string): string {
  return name.replace(/(?:^|[-/])(\w)/g, (_, letter: string) => letter.toUpperCase());
}
