/** Until when, and how, the buyer of an open order can try again. */
export const tryAgainWords = {
  buy: ({ until, reusedUntil }: { readonly until: string; readonly reusedUntil: string }) =>
    `The buyer can try again on the bank's page until ${until}. Until ${reusedUntil}, pressing Buy leads back to it, ` +
    'too; after that, Buy opens another order.',
  anotherOrder: ({ until }: { readonly until: string }) =>
    `The buyer can try again on the bank's page until ${until}. Pressing Buy opens another order by now.`,
  page: ({ until }: { readonly until: string }) => `The buyer can try again on the bank's page until ${until}.`,
  imported: () => "The buyer can try again on the bank's page for as long as the bank lets them.",
} as const
