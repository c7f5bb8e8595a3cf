const express = require('express')
const session = require('express-session')
const { hostedCheckout } = require('express-hosted-checkout')
const openShop = require('./open-shop.cjs')
const serve = require('./until-terminated.cjs')

void serve(() => openShop({ express, session, hostedCheckout }))
