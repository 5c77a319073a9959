/** Formats a time as Java's `Date.toString` does. API Gateway passes the claims `exp` and `iat` in this format. */
export function formatJavaDate(milliseconds: number): string {
  const { weekday, day, month, year, time } = dateParts(milliseconds);
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

/** Formats a time in the Common Log Format, as `requestTime` in an event. */
export function formatLogDate(milliseconds: number): string {
  const { day, month, year, time } = dateParts(milliseconds);
  return `${day}/${month}/${year}:${time} +0000`;
}

function dateParts(milliseconds: number) {
  const [weekday, day, month, year, time] = new Date(milliseconds).toUTCString().replace(',', '').split(' ');
  return { weekday, day, month, year, time };
}
