/// What a visitor can try after the tour.
struct NextSteps {
    let sandbox: Sandbox
    let conversation: String
    let message: String

    /// Commands that work when pasted.
    var text: String {
        let settings = sandbox.settings
        let curl = "curl -s -u \(settings.keyID):\(settings.keySecret)"
        return """

            Open the demo shop and talk to yourself, as visitor and as agent:

              \(settings.demoURL)

            Or try it by hand (paste into another terminal):

              # answer Mara
              \(curl) -H 'Content-Type: application/json' \\
                -d '{"author": {"type": "business"}, "content": {"type": "text", "text": "Anything else?"}}' \\
                \(sandbox.messagesURL(conversation))

              # what became of the first reply, and what may be sent now
              \(curl) \(sandbox.deliveryURL(message))
              \(curl) \(sandbox.stateURL(conversation))

              # make a customer write
              curl -s -d '{"from": "\(Customer.mara.number)", "name": "\(Customer.mara.name)", "text": "Thank you!"}' \\
                \(settings.mocksURL)/_mock/whatsapp/inbound

              # every request that the mock got; metrics of the worker
              curl -s \(settings.mocksURL)/_mock/whatsapp/ledger
              curl -s \(settings.workerURL)/metrics

            Files: \(settings.configurationPath), \(sandbox.workerLog)

            """
    }
}
