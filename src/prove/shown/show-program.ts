const shell = /^(?:(?:ba|da|z|k)?sh|cmd(?:\.exe)?)$/i

/** A program as it may be shown: the name of its file alone. What it is given may be a secret. */
export function showProgram(words: readonly string[]): string {
  const name = nameIn(words)
  if (!shell.test(name)) return name
  const script = words.findIndex((word) => /^(?:-\w*c|\/c)$/.test(word)) + 1
  return script === 0 ? name : nameIn(words.slice(script))
}

/** Without what is set for it: `TOKEN=abc curl`. */
function nameIn(words: readonly string[]): string {
  const [line = ''] = words
  const file = line.split(/\s+/).find((word) => word !== '' && !word.includes('=')) ?? ''
  const name = file.replace(/^["']|["']$/g, '').replace(/^.*[\\/]/, '')
  return /^[\w.+-]{1,40}$/.test(name) ? name : '#'
}
