/** A time in the form in which Java prints it: what API Gateway makes of `exp` and `iat`. */
export function formatJavaDate(milliseconds: number): string {
  const { weekday, day, month, year, time } = parts(milliseconds);
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

/** A time in the Common Log Format: `requestTime` in an event. */
export function formatLogDate(milliseconds: number): string {
  const { day, month, year, time } = parts(milliseconds);
  return `${day}/${month}/${year}:${time} +0000`;
}

function parts(milliseconds: number) {
  const [weekday, day, month, year, time] = new Date(milliseconds).toUTCString().replace(',', '').split(' ');
  return { weekday, day, month, year, time };
}
