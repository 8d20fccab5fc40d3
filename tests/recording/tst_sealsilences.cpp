#include "models/fleet/silence.h"
#include "models/recording/seal.h"
#include "tests/recording/recordings.h"

#include <QTemporaryDir>
#include <QTest>

namespace tst_sealsilences {

using namespace checkwatch;
using namespace checkwatch::recording;
using recordings::opened;
using recordings::start;

namespace {

constexpr std::uint64_t newNumber = 0xfeed'f00d'0000'0001ULL;

fleet::Event silenced(const std::string& id, const char* matchers, std::string_view step, base::Timestamp at)
{
    fleet::Silence silence;
    silence.id = id;
    silence.matchers = *fleet::matchersFrom(matchers);
    silence.createdBy = "ada";
    silence.endsAt = start + std::chrono::hours{9};
    return fleet::silenceEvent(silence, step, at);
}

fleet::Event answers(const char* instance, const char* how, base::Timestamp at)
{
    fleet::Event event;
    event.kind = fleet::EventKind::Alertmanager;
    event.time = at;
    event.instance = instance;
    event.after = how;
    return event;
}

/// Samples of a minute from `time` on, and these events.
base::Result<void> writeEvents(const std::string& path, base::Timestamp time, const std::vector<fleet::Event>& events)
{
    Writer writer({"test", true, {}});
    if (auto attached = writer.attach(path, time, 7); !attached) {
        return attached;
    }
    writer.begin(1, {});
    for (int i = 0; i <= 60; ++i) {
        metrics::ScrapeBatch batch;
        batch.time = time + std::chrono::seconds{i};
        if (i == 0) {
            batch.added = {metrics::Labels{{"__name__", "x"}, {"server", "web-1"}}};
        }
        batch.column = {1};
        writer.add(1, batch);
    }
    for (const fleet::Event& event : events) {
        writer.add(event);
    }
    return writer.close(time + std::chrono::minutes{1});
}

/// What a copy of the stretch says of silences: id or instance, step, seconds since the start.
QStringList silencesIn(Reader& reader)
{
    QStringList out;
    for (const fleet::Event& event : reader.events(base::Timestamp::min(), base::Timestamp::max())) {
        const bool alertmanager = event.kind == fleet::EventKind::Alertmanager;
        out += QString::fromStdString((alertmanager ? event.instance : event.name) + ' ' + event.after + ' '
                                      + std::to_string((event.time - start) / std::chrono::seconds{1}));
    }
    return out;
}

} // namespace

/// What an incident file says of silences: those that held, and of no other server.
class TestSealSilences : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_source = m_folder->filePath("source.cwrec").toStdString();
        m_out = m_folder->filePath("incident.cwrec").toStdString();
    }
    void whatWasSilencedBeforeStillIs()
    {
        using namespace std::chrono_literals;
        namespace step = fleet::silencestep;
        QVERIFY(
            writeEvents(m_source, start,
                        {answers("a", "up", start + 1s), answers("b", "up", start + 1s),
                         answers("b", "down", start + 3s), silenced("1", "{server=\"web-1\"}", step::began, start + 2s),
                         silenced("2", "{server=\"web-1\"}", step::began, start + 2s),
                         silenced("1", "{server=\"web-1\"}", step::changed, start + 4s),
                         silenced("2", "{server=\"web-1\"}", step::ended, start + 5s),
                         silenced("1", "{server=\"web-1\"}", step::ended, start + 40s)}));
        const auto source = opened(m_source);
        QVERIFY(seal(*source, m_out, {start + 30s, start + 50s, {}, {}, {}}, start, newNumber));
        QCOMPARE(silencesIn(*opened(m_out)), (QStringList{"a up 30", "b down 30", "1 changed 30", "1 ended 40"}));
    }
    void anotherSessionKnowsNothingOfIt()
    {
        using namespace std::chrono_literals;
        QVERIFY(writeEvents(m_source, start,
                            {answers("a", "up", start + 1s),
                             silenced("1", "{server=\"web-1\"}", fleet::silencestep::began, start + 2s)}));
        QVERIFY(writeEvents(m_source, start + 10min, {}));
        const auto source = opened(m_source);
        const auto later = m_out + "-later";
        QVERIFY(seal(*source, m_out, {start + 10min + 5s, start + 11min, {}, {}, {}}, start, newNumber));
        QVERIFY(silencesIn(*opened(m_out)).isEmpty());
        QVERIFY(
            seal(*source, later, {start + 5min, start + 11min, {}, {}, {}}, start, newNumber)); // nothing was recording
        QVERIFY(silencesIn(*opened(later)).isEmpty());
    }
    void silencesNameNoOtherServer_data()
    {
        QTest::addColumn<QByteArray>("matchers");
        QTest::addColumn<bool>("stays");
        QTest::newRow("about no server") << QByteArray("{alertname=\"Down\"}") << true;
        QTest::newRow("a wanted one") << QByteArray("{server=\"web-1\"}") << true;
        QTest::newRow("of a wanted proxy") << QByteArray("{proxy=\"app\",server=\"web-2\"}") << true;
        QTest::newRow("without its proxy") << QByteArray("{server=\"web-2\"}") << true;
        QTest::newRow("of another proxy") << QByteArray("{proxy=\"db\",server=\"web-2\"}") << false;
        QTest::newRow("another") << QByteArray("{server=\"secret\"}") << false;
        QTest::newRow("not another") << QByteArray("{server!=\"secret\",job=\"j\"}") << false;
        QTest::newRow("several") << QByteArray("{server=~\"web-1|web-2\"}") << true;
        QTest::newRow("several with another") << QByteArray("{server=~\"web-1|secret\"}") << false;
        QTest::newRow("a pattern of wanted ones") << QByteArray("{server=~\"web-.*\"}") << true;
        QTest::newRow("a pattern of others") << QByteArray("{server=~\"secret.*\"}") << false;
        QTest::newRow("escaped") << QByteArray(R"({server=~"web-1|sec\\-ret"})") << false;
    }
    void silencesNameNoOtherServer()
    {
        QFETCH(QByteArray, matchers);
        QFETCH(bool, stays);
        using namespace std::chrono_literals;
        QVERIFY(writeEvents(m_source, start,
                            {silenced("1", matchers.constData(), fleet::silencestep::began, start + 2s),
                             silenced("1", matchers.constData(), fleet::silencestep::changed, start + 40s)}));
        const auto source = opened(m_source);
        QVERIFY(seal(*source, m_out, {start + 30s, start + 50s, {"web-1", "app/web-2"}, {}, {}}, start, newNumber));
        QCOMPARE(silencesIn(*opened(m_out)).size(), stays ? 2 : 0);
    }
    void hiddenSilencesMatchNothingElse_data()
    {
        QTest::addColumn<QByteArray>("matchers");
        QTest::addColumn<bool>("matchesIt");
        QTest::addColumn<bool>("matchesOther");
        QTest::newRow("equal") << QByteArray("{server=\"web-1\"}") << true << false;
        QTest::newRow("not equal") << QByteArray("{server!=\"web-1\",job=\"j\"}") << false << true;
        QTest::newRow("regex") << QByteArray("{server=~\"web-.\"}") << false << false;
        QTest::newRow("no regex") << QByteArray("{server!~\"web-.\",job=\"j\"}") << false << false;
        QTest::newRow("a name that is no regex") << QByteArray("{server!~\"web-1\",job=\"j\"}") << false << false;
    }
    void hiddenSilencesMatchNothingElse()
    {
        QFETCH(QByteArray, matchers);
        QFETCH(bool, matchesIt);
        QFETCH(bool, matchesOther);
        QVERIFY(writeEvents(m_source, start, {silenced("1", matchers.constData(), fleet::silencestep::began, start)}));
        const auto source = opened(m_source);
        QVERIFY(seal(*source, m_out, {start, start, {}, {"server"}, "a key"}, start, newNumber));
        const auto reader = opened(m_out);
        const auto silence = fleet::silenceOf(reader->events(start, start).front());
        QVERIFY(silence);
        QVERIFY(silence->matchers.front().value().find("web") == std::string::npos);
        const std::string hidden(reader->seriesOf(reader->streams().front()).front().get("server"));
        QCOMPARE(fleet::matches(*silence, metrics::Labels{{"server", hidden}, {"job", "j"}}), matchesIt);
        QCOMPARE(fleet::matches(*silence, metrics::Labels{{"server", "habc"}, {"job", "j"}}), matchesOther);
    }
    void relabelledSilencesNameNoOtherServer_data()
    {
        QTest::addColumn<QByteArray>("step");
        QTest::addColumn<bool>("stays");
        QTest::newRow("another label") << QByteArray(R"({action="drop",source_labels="job",regex="k"})") << true;
        QTest::newRow("letters") << QByteArray(R"({action="lowercase",source_labels="server",target_label="server"})")
                                 << true;
        QTest::newRow("read") << QByteArray(R"({action="drop",source_labels="server",regex="secret-1|secret-2"})")
                              << false;
        QTest::newRow("written") << QByteArray(R"({action="replace",target_label="server",replacement="secret-1"})")
                                 << false;
        QTest::newRow("no step") << QByteArray("nonsense") << false;
    }
    void relabelledSilencesNameNoOtherServer()
    {
        QFETCH(QByteArray, step);
        QFETCH(bool, stays);
        using namespace std::chrono_literals;
        fleet::Event before = silenced("1", "{server=\"web-1\"}", fleet::silencestep::began, start + 2s);
        fleet::Event event = silenced("1", "{server=\"web-1\"}", fleet::silencestep::changed, start + 40s);
        event.job = step.toStdString() + '\n';
        QVERIFY(writeEvents(m_source, start, {before, event}));
        const auto source = opened(m_source);
        QVERIFY(seal(*source, m_out, {start + 30s, start + 50s, {"web-1"}, {}, {}}, start, newNumber));
        QCOMPARE(silencesIn(*opened(m_out)).size(), stays ? 2 : 0);
    }
    /// A step says names that no series has, and a hidden one does something else.
    void relabelledSilencesAreNotHidden()
    {
        fleet::Event relabelled = silenced("1", "{job=\"j\"}", fleet::silencestep::began, start);
        relabelled.job = R"({action="replace",target_label="instance",replacement="secret.internal"})"
                         "\n";
        const fleet::Event plain = silenced("2", "{job=\"j\"}", fleet::silencestep::began, start);
        QVERIFY(fleet::silenceOf(relabelled));
        QVERIFY(writeEvents(m_source, start, {relabelled, plain}));
        const auto source = opened(m_source);
        QVERIFY(seal(*source, m_out, {start, start, {}, {"instance"}, "a key"}, start, newNumber));
        QCOMPARE(silencesIn(*opened(m_out)), QStringList{"2 began 0"});
        const auto open = m_out + "-open";
        QVERIFY(seal(*source, open, {start, start, {}, {}, {}}, start, newNumber));
        QCOMPARE(silencesIn(*opened(open)).size(), 2);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_source;
    std::string m_out;
};

QTEST_GUILESS_MAIN(TestSealSilences)

} // namespace tst_sealsilences

#include "tst_sealsilences.moc"
