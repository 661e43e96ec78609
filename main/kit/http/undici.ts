import connect from 'undici/lib/api/api-connect.js'
import request from 'undici/lib/api/api-request.js'
import buildConnector from 'undici/lib/core/connect.js'
import Client from 'undici/lib/dispatcher/client.js'
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js'
import Pool from 'undici/lib/dispatcher/pool.js'

// What of undici is used here. Its index would load fetch, caches, mocks and web sockets too: a third of the time that
// the command line takes to start. Like the index does, for the methods that are called:
Object.assign(Dispatcher.prototype, { connect, request })

export { buildConnector, Client, Pool }
