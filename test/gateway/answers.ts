/**
 * Answers of real gateways, as their manuals print them or as integrators recorded them (personal data replaced). A few
 * are composed from the documented field lists. Types (text or number) are unchanged. Answers to methods that this
 * client does not call are under `foreign`.
 */
export interface RecordedAnswer {
  readonly name: string
  readonly status: number
  readonly body: unknown
}

export const answers = {
  'register.do': [
    {
      name: 'success',
      status: 200,
      body: {
        orderId: '01491d0b-c848-7dd6-a20d-e96900a7d8c0',
        formUrl:
          'https://dev.bpcbt.com/payment/payment/merchants/ecom/payment_en.html' +
          '?mdOrder=01491d0b-c848-7dd6-a20d-e96900a7d8c0',
      },
    },
    {
      name: 'success in the redirect guide',
      status: 200,
      body: {
        orderId: '01491d0b-c848-7dd6-a20d-e96900a7d8c0',
        formUrl: 'https://dev.bpcbt.com/payment/merchants/payment_en.html?mdOrder=01491d0b-c848-7dd6-a20d-e96900a7d8c0',
      },
    },
    {
      name: 'duplicate order number',
      status: 200,
      body: {
        errorCode: '1',
        errorMessage: 'Order number is duplicated, order with given order number is processed already',
      },
    },
    {
      name: 'success with numeric errorCode (Satim)',
      status: 200,
      body: {
        errorCode: 0,
        orderId: 'LIVEORDERIDXXXXXXXXX',
        formUrl:
          'https://test.satim.dz/payment/epg/merchants/merchantsatim/payment.html' +
          '?mdOrder=LIVEORDERIDXXXXXXXXX&language=fr',
      },
    },
    {
      name: 'wrong credentials (Satim)',
      status: 200,
      body: {
        errorCode: 5,
        errorMessage: 'Access denied',
      },
    },
    {
      name: 'wrong amount (test gateway)',
      status: 200,
      body: {
        errorCode: 5,
        errorMessage: 'Amount is invalid',
        errorCodeString: '5',
        error: true,
      },
    },
    {
      name: 'unknown currency',
      status: 200,
      body: {
        errorCode: '3',
        errorMessage: 'Unknown currency',
      },
    },
    {
      name: 'Sberbank partner API success',
      status: 200,
      body: {
        errorCode: '0',
        orderId: 'a5b1c2d3-0000-7000-8000-000000000000',
        formUrl: 'https://ecomtest.sberbank.ru/pp/pay_ru?orderId=a5b1c2d3-0000-7000-8000-000000000000',
      },
    },
  ],
  'registerPreAuth.do': [
    {
      name: 'success',
      status: 200,
      body: {
        orderId: '01492437-d2fb-77fa-8db7-9e2900a7d8c0',
        formUrl:
          'https://dev.bpcbt.com/payment/merchants/pay/payment_en.html?mdOrder=01492437-d2fb-77fa-8db7-9e2900a7d8c0',
      },
    },
  ],
  'getOrderStatusExtended.do': [
    {
      name: 'captured',
      status: 200,
      body: {
        errorCode: '0',
        errorMessage: 'Success',
        orderNumber: '7005',
        orderStatus: 2,
        actionCode: 0,
        actionCodeDescription: '',
        amount: 2000,
        currency: '978',
        date: 1617972915659,
        orderDescription: '',
        merchantOrderParams: [],
        transactionAttributes: [],
        attributes: [
          {
            name: 'mdOrder',
            value: '01491d0b-c848-7dd6-a20d-e96900a7d8c0',
          },
        ],
        cardAuthInfo: {
          maskedPan: '411111**1111',
          expiration: '203412',
          cardholderName: 'TEST CARDHOLDER',
          approvalCode: '12345678',
          pan: '411111**1111',
        },
        bindingInfo: {
          clientId: '259753456',
          bindingId: '01491394-63a6-7d45-a88f-7bce00a7d8c0',
        },
        authDateTime: 1617973059029,
        terminalId: '123456',
        authRefNum: '714105591198',
        paymentAmountInfo: {
          paymentState: 'DEPOSITED',
          approvedAmount: 2000,
          depositedAmount: 2000,
          refundedAmount: 0,
        },
        bankInfo: {
          bankCountryCode: 'UNKNOWN',
          bankCountryName: 'Unknown',
        },
      },
    },
    {
      name: 'held (two-phase), as nested block of a wallet answer',
      status: 200,
      body: {
        errorCode: '0',
        orderNumber: '229',
        orderStatus: 1,
        actionCode: 0,
        actionCodeDescription: '',
        amount: 960000,
        currency: '978',
        date: 1478682458102,
        ip: 'x.x.x.x',
        merchantOrderParams: [
          {
            name: 'param2',
            value: 'param2',
          },
          {
            name: 'param1',
            value: 'param1',
          },
        ],
        attributes: [
          {
            name: 'mdOrder',
            value: 'b926351f-a634-49cf-9484-ccb0a3b8cfad',
          },
        ],
        cardAuthInfo: {
          expiration: '203012',
          cardholderName: 'TEST CARDHOLDER',
          approvalCode: '123456',
          pan: '500000**1115',
        },
        authDateTime: 1478682459082,
        terminalId: '12345678',
        authRefNum: '111111111111',
        paymentAmountInfo: {
          paymentState: 'APPROVED',
          approvedAmount: 960000,
          depositedAmount: 0,
          refundedAmount: 0,
        },
        bankInfo: {
          bankCountryName: '<UNKNOWN>',
        },
      },
    },
    {
      name: 'session expired',
      status: 200,
      body: {
        errorCode: '0',
        errorMessage: 'Успешно',
        orderNumber: '96',
        orderStatus: 6,
        actionCode: -2007,
        actionCodeDescription: 'Истек срок ожидания ввода данных.',
        amount: 35000,
        currency: '643',
        date: 1567576474073,
        orderDescription: '',
        merchantOrderParams: [],
        attributes: [
          {
            name: 'mdOrder',
            value: '9d5ec036-b573-7aa3-9d54-27a501fa9b92',
          },
        ],
        terminalId: '21224205',
        paymentAmountInfo: {
          paymentState: 'DECLINED',
          approvedAmount: 0,
          depositedAmount: 0,
          refundedAmount: 0,
        },
        bankInfo: {
          bankCountryCode: 'UNKNOWN',
          bankCountryName: '<Неизвестно>',
        },
      },
    },
    {
      name: 'order not found',
      status: 200,
      body: {
        errorCode: '6',
        errorMessage: 'Order not found',
        merchantOrderParams: [],
        attributes: [],
      },
    },
    {
      name: 'neither id passed',
      status: 200,
      body: {
        errorCode: '1',
        errorMessage: '[orderId] or [orderNumber] expected',
        merchantOrderParams: [],
        attributes: [],
      },
    },
    {
      name: 'captured with 3DS block, fee and payer data (higher version)',
      status: 200,
      body: {
        errorCode: '0',
        errorMessage: 'Success',
        orderNumber: '1580818980',
        orderStatus: 2,
        actionCode: 0,
        actionCodeDescription: '',
        amount: 1000,
        currency: '810',
        date: 1580818979846,
        depositedDate: 1580819041664,
        orderDescription: '',
        ip: '203.0.113.10',
        merchantOrderParams: [
          {
            name: 'mdOrder',
            value: '4970958d-d05e-794d-aaa2-ebdf00006aec',
          },
        ],
        attributes: [
          {
            name: 'mdOrder',
            value: '4970958d-d05e-794d-aaa2-ebdf00006aec',
          },
        ],
        cardAuthInfo: {
          maskedPan: '524846**7756',
          expiration: '202112',
          cardholderName: 'TEST CARDHOLDER',
          approvalCode: '123456',
          paymentSystem: 'MASTERCARD',
          product: 'DEBIT',
          secureAuthInfo: {
            eci: 5,
            threeDSInfo: {
              xid: 'Njk1MjQ4MjE1ODA4OTI5MzIyODM=',
              cavv: 'AAABACEmBRWAiSkyYFAAAAAAAAA=',
            },
          },
          pan: '524846**7756',
        },
        bindingInfo: {
          clientId: 'client-1',
          bindingId: '7d3c4b9a-3610-74d9-808d-422b00006aec',
        },
        authDateTime: 1580819041633,
        terminalId: '456123',
        authRefNum: '039153527525',
        paymentAmountInfo: {
          paymentState: 'DEPOSITED',
          approvedAmount: 1000,
          depositedAmount: 1000,
          refundedAmount: 0,
          feeAmount: 0,
        },
        bankInfo: {
          bankName: 'BANK ZENIT',
          bankCountryCode: 'RU',
          bankCountryName: 'Russia',
        },
        payerData: {
          phone: '9876543210',
          email: 'payer@example.com',
        },
        chargeback: false,
        paymentWay: 'CARD',
        refundedDate: 1580819041633,
      },
    },
    {
      name: 'registered, no attempt yet',
      status: 200,
      body: {
        errorCode: '0',
        errorMessage: 'Success',
        orderNumber: '1001',
        orderStatus: 0,
        actionCode: -100,
        actionCodeDescription: '',
        amount: 2000,
        currency: '978',
        date: 1740392720718,
        orderDescription: '',
        merchantOrderParams: [],
        transactionAttributes: [],
        attributes: [
          {
            name: 'mdOrder',
            value: '00000000-0000-7000-8000-000000000001',
          },
        ],
        terminalId: '123456',
        paymentAmountInfo: {
          paymentState: 'CREATED',
          approvedAmount: 0,
          depositedAmount: 0,
          refundedAmount: 0,
        },
        bankInfo: {
          bankCountryCode: 'UNKNOWN',
          bankCountryName: 'Unknown',
        },
      },
    },
    {
      name: 'failed attempt, order still payable',
      status: 200,
      body: {
        errorCode: '0',
        errorMessage: 'Success',
        orderNumber: '1001',
        orderStatus: 0,
        actionCode: -2025,
        actionCodeDescription: 'Card issuer declined payment with RReq',
        amount: 2000,
        currency: '978',
        date: 1740392720718,
        attributes: [
          {
            name: 'mdOrder',
            value: '00000000-0000-7000-8000-000000000001',
          },
        ],
        cardAuthInfo: {
          maskedPan: '516849**5780',
          expiration: '202612',
          cardholderName: 'TEST CARDHOLDER',
        },
        paymentAmountInfo: {
          paymentState: 'CREATED',
          approvedAmount: 0,
          depositedAmount: 0,
          refundedAmount: 0,
        },
      },
    },
    {
      name: 'partly refunded',
      status: 200,
      body: {
        errorCode: '0',
        errorMessage: 'Success',
        orderNumber: '1001',
        orderStatus: 4,
        actionCode: 0,
        actionCodeDescription: '',
        amount: 5000,
        currency: '978',
        date: 1740392720718,
        refundedDate: 1740479120718,
        attributes: [
          {
            name: 'mdOrder',
            value: '00000000-0000-7000-8000-000000000001',
          },
        ],
        paymentAmountInfo: {
          paymentState: 'REFUNDED',
          approvedAmount: 5000,
          depositedAmount: 3000,
          refundedAmount: 2000,
        },
        refunds: [
          {
            date: '1740479120718',
            externalRefundId: 'r-1',
            approvalCode: '123456',
            actionCode: '000',
            referenceNumber: '111111111111',
            amount: 2000,
          },
        ],
      },
    },
  ],
  'deposit.do': [
    {
      name: 'done',
      status: 200,
      body: {
        errorCode: 0,
        errorMessage: 'Success',
      },
    },
    {
      name: 'above hold',
      status: 200,
      body: {
        errorCode: '5',
        errorMessage: 'deposited amount is exceeding approved amount',
      },
    },
    {
      name: 'not held any more',
      status: 200,
      body: {
        errorCode: '7',
        errorMessage: 'Payment must be in approved state',
      },
    },
    {
      name: 'unknown order',
      status: 200,
      body: {
        errorCode: '6',
        errorMessage: 'No such order',
      },
    },
  ],
  'reverse.do': [
    {
      name: 'done',
      status: 200,
      body: {
        errorCode: 0,
        errorMessage: 'Success',
      },
    },
    {
      name: 'wrong state (also: second reversal)',
      status: 200,
      body: {
        errorCode: '7',
        errorMessage: 'Reversal is impossible for current transaction state',
      },
    },
    {
      name: 'unknown order',
      status: 200,
      body: {
        errorCode: '6',
        errorMessage: 'No such order',
      },
    },
  ],
  'refund.do': [
    {
      name: 'done',
      status: 200,
      body: {
        errorCode: 0,
        errorMessage: 'Success',
      },
    },
    {
      name: 'done (Satim)',
      status: 200,
      body: {
        errorCode: '0',
        errorMessage: 'Success',
      },
    },
    {
      name: 'above what is left',
      status: 200,
      body: {
        errorCode: '7',
        errorMessage: 'Refund amount exceeds deposited amount',
      },
    },
    {
      name: 'wrong state',
      status: 200,
      body: {
        errorCode: '7',
        errorMessage: 'Refund is impossible for current transaction state',
      },
    },
    {
      name: 'wrong amount',
      status: 200,
      body: {
        errorCode: '5',
        errorMessage: 'Amount is invalid',
      },
    },
    {
      name: 'no permission',
      status: 200,
      body: {
        errorCode: '5',
        errorMessage: 'Access denied',
      },
    },
  ],
  'decline.do': [
    {
      name: 'done',
      status: 200,
      body: {
        errorCode: 0,
        errorMessage: 'Success',
      },
    },
  ],
  foreign: [
    {
      name: 'getOrderStatus.do (legacy, PascalCase): paid, shape as nested orderStatus of instantPayment.do',
      status: 200,
      body: {
        expiration: '202412',
        cardholderName: 'TEST CARDHOLDER',
        depositAmount: 100,
        currency: '978',
        approvalCode: '123456',
        authCode: 2,
        originalActionCode: 'S1',
        rrn: '311489272111',
        ErrorCode: '0',
        ErrorMessage: 'Success',
        OrderStatus: 2,
        OrderNumber: '2011',
        Pan: '500000**1115',
        Amount: 100,
        Ip: 'x.x.x.x',
      },
    },
    {
      name: 'getOrderStatus.do (legacy, PascalCase): paid (Satim acknowledgeTransaction.do)',
      status: 200,
      body: {
        expiration: '202701',
        cardholderName: 'TEST HOLDER',
        depositAmount: 5000,
        currency: '012',
        authorizationResponseId: '485040',
        approvalCode: '485040',
        actionCode: 0,
        actionCodeDescription: 'Your payment was accepted . Error code : 0.',
        ErrorCode: '0',
        ErrorMessage: 'Success',
        OrderStatus: 2,
        OrderNumber: 'CMUCWQLK8',
        Pan: '628058**7215',
        Amount: 5000,
        Ip: '203.0.113.10',
        Description: 'Valid card',
        params: {
          respCode_desc: 'Votre paiement a été accepté.',
          udf1: 'CMUCWQLK8',
          respCode: '00',
        },
        SvfeResponse: '00',
      },
    },
    {
      name: 'getOrderStatus.do (legacy, PascalCase): declined (Satim)',
      status: 200,
      body: {
        expiration: '202701',
        cardholderName: 'TEST HOLDER',
        depositAmount: 0,
        currency: '012',
        actionCode: 126,
        actionCodeDescription: 'Payment failed: card reported lost. Contact your bank Error code :126.',
        ErrorCode: '2',
        ErrorMessage: 'Payment is declined',
        OrderStatus: 6,
        OrderNumber: 'CMUCWR2XQ',
        Pan: '628058**6316',
        Amount: 5000,
        Ip: '203.0.113.10',
        Description: 'Lost',
        params: {
          respCode: '41',
          udf1: 'CMUCWR2XQ',
        },
        SvfeResponse: '41',
      },
    },
    {
      name: 'getOrderStatus.do (legacy, PascalCase): before any attempt (Satim)',
      status: 200,
      body: {
        depositAmount: 0,
        currency: '012',
        actionCode: -100,
        actionCodeDescription: 'No payment attempted yet.',
        ErrorCode: '0',
        ErrorMessage: 'Success',
        OrderStatus: 0,
        OrderNumber: 'LMUCW7NVN',
        Pan: '',
        Amount: 5000,
        Description: 'smoke',
      },
    },
    {
      name: 'getOrderStatus.do (legacy, PascalCase): unknown order (Satim)',
      status: 401,
      body: 'Transaction is not found',
    },
    {
      name: 'getBindings.do: list',
      status: 200,
      body: {
        errorCode: '0',
        errorMessage: 'Success',
        bindings: [
          {
            bindingId: '44779116-41a5-7798-b072-c0a30760e2b0',
            maskedPan: '411111**1111',
            expiryDate: '203412',
            paymentWay: 'TOKEN_PAY',
            paymentSystem: 'CARD',
            displayLabel: 'XXXXXXXXXXXX1111',
            bindingCategory: 'COMMON',
          },
        ],
      },
    },
    {
      name: 'getBindings.do: none',
      status: 200,
      body: {
        errorCode: '2',
        errorMessage: 'Data not found',
        bindings: [],
      },
    },
    {
      name: 'unBindCard.do: already inactive',
      status: 200,
      body: {
        errorCode: '2',
        errorMessage: "Binging isn't active",
      },
    },
    {
      name: 'wallet JSON endpoints: failure',
      status: 200,
      body: {
        error: {
          code: 10,
          description: 'Processing Error',
          message: 'Auth is invalid',
        },
        success: false,
      },
    },
    {
      name: 'wallet JSON endpoints: failure 2',
      status: 200,
      body: {
        error: {
          code: 1,
          description: 'Processing Error',
          message: 'Not enough money',
        },
        success: false,
      },
    },
    {
      name: 'wallet JSON endpoints: success',
      status: 200,
      body: {
        success: true,
        data: {
          orderId: '12312312123',
        },
      },
    },
  ],
} satisfies Record<string, readonly RecordedAnswer[]>
