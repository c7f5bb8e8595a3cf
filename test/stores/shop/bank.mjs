import { createSandbox } from 'express-hosted-checkout/sandbox'
import openBank from './open-bank.cjs'

void openBank({ createSandbox })
