#include "models/fleet/alertbook.h"
#include "models/session/filmmaker.h"
#include "models/session/incidentreport.h"
#include "models/session/reporttimeline.h"
#include "tests/session/recordedlife.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tst_reportlive {

using namespace checkwatch;
using namespace checkwatch::session;
using base::Timestamp;
using rules::AlertState;

namespace {

constexpr Timestamp start = base::fromUnixMs(1'800'000'000'123);
constexpr const char* demoPath = CHECKWATCH_DEMO_RECORDING;

std::unique_ptr<recording::Reader> readerOf(const std::string& path)
{
    auto opened = recording::Reader::open(path);
    return opened ? std::move(*opened) : nullptr;
}

using Changes = std::vector<std::string>; ///< of alerts, ascending

std::string lineOf(Timestamp time, const std::string& subject, bool fires)
{
    return std::to_string(base::unixMs(time)) + " " + subject + (fires ? " fires" : " ends");
}

/// As the report has it.
Changes reported(const std::string& path)
{
    const auto reader = readerOf(path);
    ReportOptions options;
    options.path = path;
    options.backtest.rules.start = reader->from();
    options.backtest.rules.end = reader->to();
    const auto report = incidentReport(*reader, {}, options, [](double) { return true; });
    Changes out;
    for (const ReportEntry& entry : report ? report->timeline : std::vector<ReportEntry>()) {
        if (entry.kind == EntryKind::Alert) {
            out.push_back(lineOf(entry.time, entry.subject, entry.text.starts_with("fires")));
        }
    }
    std::ranges::sort(out);
    return out;
}

/// As the live session wrote it down.
Changes written(const std::string& path, bool severalExporters)
{
    const auto reader = readerOf(path);
    Changes out;
    for (const recording::AlertRecord& alert : reader->alerts(Timestamp::min(), Timestamp::max())) {
        if ((alert.after == AlertState::Firing) != (alert.before == AlertState::Firing)) {
            out.push_back(
                lineOf(alert.time, subjectOf(alert.labels, severalExporters), alert.after == AlertState::Firing));
        }
    }
    std::ranges::sort(out);
    return out;
}

/// As a replay tells it. Where the exporter cannot be read an alert is not known any more, which is an end too.
Changes filmed(const std::string& path, bool severalExporters)
{
    FilmMaker maker(readerOf(path), {}, Timestamp::min(), Timestamp::max());
    while (maker.advance()) {}
    Film film;
    for (FilmPart& part : maker.take(true)) {
        film.add(std::move(part));
    }
    Changes out;
    for (const fleet::Event& event : film.events()) {
        const bool fires = event.kind == fleet::EventKind::AlertFiring;
        const bool ends = event.before == fleet::phaseName(fleet::AlertPhase::Firing)
            && (event.kind == fleet::EventKind::AlertResolved || event.kind == fleet::EventKind::AlertClearedDown
                || event.kind == fleet::EventKind::AlertUnknown);
        if (fires || ends) {
            const metrics::Labels labels{{"alertname", event.name},
                                         {"instance", event.instance},
                                         {"proxy", event.proxy},
                                         {"server", event.serverName}};
            out.push_back(lineOf(event.time, subjectOf(labels, severalExporters), fires));
        }
    }
    std::ranges::sort(out);
    return out;
}

QByteArray difference(const Changes& a, const Changes& b)
{
    std::vector<std::string> out;
    std::ranges::set_symmetric_difference(a, b, std::back_inserter(out));
    QByteArray text = QByteArray::number(qulonglong(a.size())) + " and " + QByteArray::number(qulonglong(b.size()));
    for (const std::string& line : out) {
        text += '\n' + QByteArray(std::ranges::binary_search(a, line) ? "only the first: " : "only the second: ")
            + QByteArray::fromStdString(line);
    }
    return text;
}

} // namespace

/// A report evaluates the rules again, and finds what the live session had found, to the evaluation.
class TestReportLive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ofAnInventedLife_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 41; seed <= 44; ++seed) {
            QTest::addRow("%u", seed) << seed;
        }
    }
    void ofAnInventedLife()
    {
        QFETCH(const unsigned, seed);
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, seed);
        life.live(std::chrono::seconds{400});
        life.flush();
        const Changes live = written(life.path(), true);
        const Changes report = reported(life.path());
        QVERIFY2(report == live, difference(report, live));
        QVERIFY2(live.size() > 20, QByteArray::number(qulonglong(live.size())));
    }
    void ofTheDemo()
    {
        const Changes live = written(demoPath, false);
        const Changes report = reported(demoPath);
        QVERIFY2(report == live, difference(report, live));
        const Changes film = filmed(demoPath, false);
        QVERIFY2(report == film, difference(report, film));
        QVERIFY2(live.size() > 20, QByteArray::number(qulonglong(live.size())));
    }
};

QTEST_GUILESS_MAIN(TestReportLive)

} // namespace tst_reportlive

#include "tst_reportlive.moc"
