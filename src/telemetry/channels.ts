import { channel, tracingChannel } from 'node:diagnostics_channel'
import type { TracingChannel } from 'node:diagnostics_channel'
import type { OperationEvents, OperationName } from './events.ts'

const prefix = 'express-hosted-checkout:'

function traced<Name extends OperationName>(name: Name): TracingChannel<unknown, OperationEvents[Name]> {
  return tracingChannel<unknown, OperationEvents[Name]>(prefix + name)
}

/** One tracing channel for each operation (Node's `diagnostics_channel`). Their names are part of the public API. */
export const channels: { readonly [Name in OperationName]: TracingChannel<unknown, OperationEvents[Name]> } = {
  checkout: traced('checkout'),
  return: traced('return'),
  callback: traced('callback'),
  settle: traced('settle'),
  sweep: traced('sweep'),
  'hand-over': traced('hand-over'),
  gateway: traced('gateway'),
}

/** What happens to orders. */
export const orderChannel = channel(`${prefix}order`)

/** A checkout was made. */
export const openedChannel = channel(`${prefix}opened`)

/** The store's listener, the option `on`, is about to be called with an entry. */
export const listenerChannel = channel(`${prefix}on`)
