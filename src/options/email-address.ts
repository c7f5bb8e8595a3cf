/** As for `input type=email` (HTML, "valid e-mail address"), with a dot in the domain. */
const emailAddress =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i

/** Whether mail can be sent to a text as it stands: an address alone, without a name. */
export function isEmailAddress(text: string): boolean {
  return emailAddress.test(text)
}
