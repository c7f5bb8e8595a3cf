const now = '2026-11-01T12:00:00Z'
const price = {
  created_at: now,
  modified_at: null,
  id: 'price-mug',
  amount_type: 'fixed',
  is_archived: false,
  product_id: 'mug',
  type: 'one_time',
  recurring_interval: null,
  price_currency: 'eur',
  price_amount: 1999,
}
const product = {
  created_at: now,
  modified_at: null,
  id: 'mug',
  name: 'A mug',
  description: null,
  recurring_interval: null,
  is_recurring: false,
  is_archived: false,
  organization_id: 'shop',
  prices: [price],
  benefits: [],
  medias: [],
}

/** What Polar's API answers to `POST /v1/checkouts/`, by the schema of its SDK. */
export function polarCheckout(id: string, url: string): object {
  return {
    ...{ created_at: now, modified_at: null, id, payment_processor: 'stripe', status: 'open' },
    ...{
      client_secret: `secret-${id}`,
      url,
      expires_at: '2030-11-01T13:00:00Z',
      success_url: 'http://127.0.0.1:3000/',
    },
    ...{ embed_origin: null, amount: 1999, discount_amount: 0, net_amount: 1999, tax_amount: 0, total_amount: 1999 },
    ...{ currency: 'eur', product_id: 'mug', product_price_id: 'price-mug', discount_id: null },
    ...{ allow_discount_codes: true, require_billing_address: false, is_discount_applicable: true },
    ...{ is_free_product_price: false, is_payment_required: true, is_payment_setup_required: false },
    ...{ is_payment_form_required: true, customer_id: null, is_business_customer: false, customer_name: null },
    ...{ customer_email: null, customer_ip_address: null, customer_billing_name: null, customer_billing_address: null },
    ...{ customer_tax_id: null, payment_processor_metadata: {}, metadata: {}, customer_external_id: null },
    ...{ products: [product], product, product_price: price, discount: null, subscription_id: null },
    ...{ attached_custom_fields: [], customer_metadata: {} },
    customer_billing_address_fields: {
      ...{ country: true, state: false, city: false, postal_code: false, line1: false, line2: false },
    },
  }
}

/** What Dodo Payments' API answers to `POST /checkouts`. */
export function dodoSession(id: string, url: string): object {
  return { session_id: id, checkout_url: url }
}
