/** True for a failure of this type: the platform lets the client do nothing, whatever it asks for. */
export function isRefusal(type: string | null | undefined): boolean {
  return type === 'unauthorized' || type === 'forbidden';
}
