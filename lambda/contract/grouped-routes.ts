/** The variable `ROUTES` of a function with several routes, as JSON: the routes by method and path, such as `GET /me`. */
export type GroupedRoutes = Readonly<Record<string, GroupedRoute>>;

interface GroupedRoute {
  /** The bundle of the route, beside that of the function: `me.js`. */
  readonly file: string;
  /** The variables that only this route has. */
  readonly environment: Readonly<Record<string, string>>;
}
