/** What is made of an object, made once for each and forgotten with it. The object must not change. */
export function perObject<Given extends object, Made>(make: (given: Given) => Made): (given: Given) => Made {
  const made = new WeakMap<Given, { readonly value: Made }>()
  return (given) => {
    const known = made.get(given) ?? { value: make(given) }
    made.set(given, known)
    return known.value
  }
}
