// Beside a store: does what WORKER says.
import { writeFileSync } from 'node:fs'
import { hostedCheckout } from '../../../src/index.ts'

writeFileSync(process.env.WORKER_BEGUN, '')
if (process.env.WORKER === 'crashes') throw new Error('no queue here')
const gateway = { url: `${process.env.OTHER}/payment/rest/`, user: 'shop-api', password: 'its own' }
await hostedCheckout({ catalog: {}, onPaid: () => undefined, gateway }).start()
