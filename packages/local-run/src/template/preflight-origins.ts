/** What the CDK writes for a preflight that allows several origins: the first is a literal header, these replace it. */
const TEMPLATE =
  /^#set\(\$origin = .*?\)\)\s*#if\(\$origin == ""\)\s*#set\(.*?\)\)\s*#end\s*#if\(([^\n]*)\)\s*#set\(\$context\.responseOverride\.header\.Access-Control-Allow-Origin = \$origin\)\s*#end$/;
const CONDITION = /^\$origin == "([^"]*)"$/;

/** The origins that such a template repeats to their pages; undefined for any other template, which is a program. */
export function parsePreflightOrigins(template: string): readonly string[] | undefined {
  const conditions = TEMPLATE.exec(template)?.[1]?.split(' || ');
  const origins = conditions?.flatMap((condition) => CONDITION.exec(condition)?.[1] ?? []);
  return origins?.length === conditions?.length ? origins : undefined;
}
