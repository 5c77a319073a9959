/** The id of a construct for a name in the tables: `sign-up` is SignUp. */
export function pascalCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
