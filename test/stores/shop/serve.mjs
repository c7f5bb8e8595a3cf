import express from 'express'
import session from 'express-session'
import { hostedCheckout } from 'express-hosted-checkout'
import openShop from './open-shop.cjs'
import serve from './until-terminated.cjs'

void serve(() => openShop({ express, session, hostedCheckout }))
