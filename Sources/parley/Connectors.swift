import ConnectorKit
import CustomConnector
import TelegramConnector
import TwilioConnector
import WebChatConnector
import WhatsAppConnector

/// Every connector that this program has. To add a channel, add its registration here.
let connectors: [ConnectorRegistration] = [
    CustomConnector.registration, TelegramConnector.registration, TwilioConnector.registration, WebChatConnector.registration,
    WhatsAppConnector.registration,
]
