import Core
import Operations
import Testing

struct MonitoringTests {
    @Test("Metrics are rendered as Prometheus reads them")
    func metrics() {
        let metrics = Metrics()
        metrics.number("parley_sent_total", .counter, ["channel": "b\"\\\nc"], help: "Messages\nsent \\").add(3)
        metrics.number("parley_sent_total", .counter, ["channel": "a", "result": "ok"]).add(2)
        metrics.number("parley_lanes", .gauge).set(-1)
        let expected = #"""
            # TYPE parley_lanes gauge
            parley_lanes -1
            # HELP parley_sent_total Messages\nsent \\
            # TYPE parley_sent_total counter
            parley_sent_total{channel="a",result="ok"} 2
            parley_sent_total{channel="b\"\\\nc"} 3

            """#
        #expect(String(decoding: PrometheusText.render(metrics), as: UTF8.self) == expected)
    }

    @Test("The process knows its memory and descriptors")
    func process() throws {
        let figures = try #require(ProcessFigures.read())
        #expect(figures.residentBytes > 1 << 20)
        #expect(figures.openDescriptors >= 3)
        let metrics = Metrics()
        ProcessFigures(residentBytes: 5, openDescriptors: 7).record(in: metrics, started: Instant(seconds: 9))
        #expect(metrics.samples().samples.map(\.value) == [7, 5, 9])
    }

    @Test("The worker is ready only when every part is, and says why it is not")
    func health() {
        let ready = HealthReport([HealthReport.Part("store", .ready), HealthReport.Part("lanes", .ready)])
        #expect(ready.readiness.status == 200)
        #expect(
            String(decoding: ready.readiness.body, as: UTF8.self)
                == #"{"status":"ready","parts":{"store":{"state":"ready"},"lanes":{"state":"ready"}}}"#)
        let failed = HealthReport([HealthReport.Part("store", .failed(reason: "disk full")), HealthReport.Part("http", .starting)])
        #expect(failed.readiness.status == 503)
        #expect(
            String(decoding: failed.readiness.body, as: UTF8.self)
                == #"{"status":"not ready","parts":{"store":{"state":"failed","reason":"disk full"},"http":{"state":"starting"}}}"#)
        #expect(HealthReport([]).readiness.status == 503)
        #expect(String(decoding: HealthReport.live.body, as: UTF8.self) == #"{"status":"ok"}"#)
    }
}
