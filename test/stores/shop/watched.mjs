import * as api from '@opentelemetry/api'
import * as hooks from '@opentelemetry/context-async-hooks'
import * as sdk from '@opentelemetry/sdk-trace'
import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'
import { createSandbox } from 'express-hosted-checkout/sandbox'
import watch from './watch.cjs'

void watch({ api, hooks, sdk, express, session, hostedCheckout, createSandbox })
