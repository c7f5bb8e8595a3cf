import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { newOrder, paidOrder } from './an-order.ts'

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`closing the ledger in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    it('lets running verbs finish, and may be called again', async () => {
      const running = Array.from({ length: 20 }, () => opened.ledger.add(newOrder()))

      await Promise.all([opened.ledger.close(), opened.ledger.close()])
      await opened.ledger.close()

      expect((await Promise.all(running)).every(({ isNew }) => isNew)).toBe(true)
      expect(await opened.sql('select * from checkout_orders')).toHaveLength(20)
    })

    it('refuses every verb afterwards', async () => {
      const order = await paidOrder(opened.ledger)
      const claim = await opened.ledger.claimHandOver(order.orderNumber, { leaseMs: 1000 })
      const terms = { reuseKey: 'browser', reuseOpenForMs: 1, reuseRegisteringForMs: 1 }
      const failure = { retryInMs: 1, reason: 'none', trigger: 'sweep' } as const
      const refund = {
        orderNumber: order.orderNumber,
        key: 'a',
        amountMinor: 1,
        externalRefundId: 'a',
        leaseMs: 1,
      }
      const asked = { ...refund, refundedBeforeMinor: 0, tryNumber: 1, askedForMs: 0 }
      const newLink = {
        linkNumber: 'LINK1',
        shop: 'shop.example',
        item: {},
        reference: 'LINK1',
        note: undefined,
        expiresAt: undefined,
        expiresInMs: 1,
      }
      await opened.ledger.close()

      const verbs: Record<keyof Omit<Ledger, 'close'>, (ledger: Ledger) => Promise<unknown>> = {
        open: (ledger) => ledger.open(),
        add: (ledger) => ledger.add(newOrder()),
        findReusable: (ledger) => ledger.findReusable(terms),
        find: (ledger) => ledger.find(order.orderNumber),
        findByGatewayOrderId: (ledger) => ledger.findByGatewayOrderId('bank-1'),
        sendOn: (ledger) => ledger.sendOn(order.orderNumber, new Date()),
        noteReturn: (ledger) => ledger.noteReturn(order.orderNumber, new Date()),
        search: (ledger) => ledger.search({})[Symbol.asyncIterator]().next(),
        searchPage: (ledger) => ledger.searchPage({ limit: 1 }),
        searchCount: (ledger) => ledger.searchCount({}),
        currencies: (ledger) => ledger.currencies(),
        violations: (ledger) => ledger.violations({ isHandOverWanted: true, moves: [] }),
        history: (ledger) => ledger.history(order.orderNumber),
        outlook: (ledger) => ledger.outlook(order.orderNumber),
        move: (ledger) => ledger.move(order, { to: 'refunded', trigger: 'settle', checkInMs: null }),
        note: (ledger) => ledger.note(order, { trigger: 'settle' }),
        claimDue: (ledger) => ledger.claimDue({ statuses: ['paid'], gateway: '', limit: 1, leaseMs: 1 }),
        plan: (ledger) => ledger.plan(order, 1),
        instruct: (ledger) => ledger.instruct(order, { kind: 'reverse-asked', trigger: 'reverse', leaseMs: 1 }),
        endInstruction: (ledger) => ledger.endInstruction({ order, fence: 1 }),
        hasRefund: (ledger) => ledger.hasRefund(order.orderNumber, refund.key),
        askRefund: (ledger) => ledger.askRefund(refund),
        claimRefund: (ledger) => ledger.claimRefund({ gateway: '', orderNumber: undefined, leaseMs: 1 }),
        completeRefund: (ledger) =>
          ledger.completeRefund(asked, { refundedMinor: 1, trigger: 'refund', detail: undefined }),
        refuseRefund: (ledger) => ledger.refuseRefund(asked, { trigger: 'refund', reason: 'none' }),
        postponeRefund: (ledger) => ledger.postponeRefund(asked, 1),
        proposeRefund: (ledger) => ledger.proposeRefund({ ...refund, by: 'Ann' }),
        declineProposal: (ledger) =>
          ledger.declineProposal({ orderNumber: order.orderNumber, entryNumber: 1 }, { by: 'Ann' }),
        proposals: (ledger) => ledger.proposals(),
        countProposals: (ledger) => ledger.countProposals(),
        findProposal: (ledger) => ledger.findProposal(order.orderNumber),
        sums: (ledger) => ledger.sums({ since: new Date(0), until: new Date(), offsets: [] }),
        orderCounts: (ledger) => ledger.orderCounts(),
        orderTimes: (ledger) => ledger.orderTimes(1),
        declineSums: (ledger) => ledger.declineSums({ since: new Date(0), until: new Date() }),
        booked: (ledger) => ledger.booked([1]),
        asideAfter: (ledger) => ledger.asideAfter(0, 1),
        addAside: (ledger) => ledger.addAside([]),
        addUpOlder: (ledger) => ledger.addUpOlder(1),
        recount: (ledger) => ledger.recount(),
        ordersWithIds: (ledger) => ledger.ordersWithIds({ orderNumbers: ['x'], gatewayOrderIds: [] }),
        paidForReferences: (ledger) => ledger.paidForReferences(['x']),
        moveAndClaim: (ledger) =>
          ledger.moveAndClaim(order, { to: 'unknown', trigger: 'sweep', checkInMs: null }, { leaseMs: 1 }),
        claimHandOver: (ledger) => ledger.claimHandOver(order.orderNumber, { leaseMs: 1 }),
        renewHandOver: (ledger) => ledger.renewHandOver(claim!, 1),
        completeHandOver: (ledger) => ledger.completeHandOver(claim!, 'sweep'),
        withdrawHandOver: (ledger) => ledger.withdrawHandOver(claim!, failure),
        reviveHandOver: (ledger) => ledger.reviveHandOver(order.orderNumber, 'hand-over'),
        failHandOver: (ledger) => ledger.failHandOver(claim!, failure),
        makeOwedDue: (ledger) => ledger.makeOwedDue({ gateway: '', limit: 1, trigger: 'sweep' }),
        ofReference: (ledger) => ledger.ofReference('cart-1'),
        ofStarter: (ledger) => ledger.ofStarter('browser-1'),
        idleShops: (ledger) => ledger.idleShops(),
        migrate: (ledger) => ledger.migrate(),
        adoptShop: (ledger) => ledger.adoptShop({ from: 'shop.example', isDryRun: true }),
        histories: (ledger) => firstOf(ledger.histories({})),
        bookPages: (ledger) => firstOf(ledger.bookPages({ since: new Date(0), until: new Date() })),
        findForgettable: (ledger) => firstOf(ledger.findForgettable({ clientId: 'client-1' })),
        findForgettableLinks: (ledger) => firstOf(ledger.findForgettableLinks({ clientId: 'client-1' })),
        forget: (ledger) => ledger.forget(order.orderNumber, { trigger: 'forget' }),
        forgetOld: (ledger) => ledger.forgetOld({ afterMs: 1, limit: 1 }),
        forgetLink: (ledger) => ledger.forgetLink('LINK1', {}),
        forgetOldLinks: (ledger) => ledger.forgetOldLinks({ afterMs: 1, limit: 1 }),
        scrub: (ledger) => ledger.scrub(),
        processes: (ledger) => ledger.processes(1),
        callbackTimes: (ledger) => ledger.callbackTimes(),
        standing: (ledger) => ledger.standing(''),
        work: (ledger) => ledger.work(''),
        unfinishedHandOvers: (ledger) => ledger.unfinishedHandOvers({ gateway: '', limit: 1 }),
        makeClosingsDue: (ledger) => ledger.makeClosingsDue({ gateway: '', limit: 1 }),
        claimClosing: (ledger) => ledger.claimClosing(order.orderNumber, { leaseMs: 1 }),
        renewClosing: (ledger) => ledger.renewClosing(claim!, 1),
        completeClosing: (ledger) => ledger.completeClosing(claim!, 'sweep'),
        reviveClosing: (ledger) => ledger.reviveClosing(order.orderNumber, 'hand-over'),
        withdrawClosing: (ledger) => ledger.withdrawClosing(claim!, failure),
        failClosing: (ledger) => ledger.failClosing(claim!, failure),
        unfinishedClosings: (ledger) => ledger.unfinishedClosings({ gateway: '', limit: 1 }),
        addLink: (ledger) => ledger.addLink(newLink),
        findLink: (ledger) => ledger.findLink(newLink.linkNumber),
        searchLinks: (ledger) => ledger.searchLinks({})[Symbol.asyncIterator]().next(),
        withdrawLink: (ledger) => ledger.withdrawLink(newLink.linkNumber),
      }
      for (const verb of Object.values(verbs)) {
        await expect(verb(opened.ledger)).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })
      }
    })

    it('works on a ledger that was never opened', async () => {
      const ledger = opened.another()

      await ledger.close()

      await expect(ledger.open()).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })
    })
  })
}

function firstOf(rows: AsyncIterable<unknown>): Promise<unknown> {
  return rows[Symbol.asyncIterator]().next()
}

describe('the address of a ledger', () => {
  it('must name a known database, and is not repeated in the error otherwise', () => {
    for (const databaseUrl of ['', 'sqlite:', 'mysql://shop:Secret-1@db.example/shop', 'Secret-1', 'file.db']) {
      const make = (): Ledger => makeLedger({ databaseUrl, logger: silentLogger })

      expect(make).toThrow(expect.objectContaining({ code: 'CHECKOUT_CONFIGURATION' }))
      expect(make).not.toThrow(/Secret-1/)
    }
  })
})
