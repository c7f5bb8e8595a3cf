const { createSandbox } = require('express-hosted-checkout/sandbox')
const openBank = require('./open-bank.cjs')

void openBank({ createSandbox })
