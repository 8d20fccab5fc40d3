#include "models/recording/incidents.h"
#include "models/recording/writer.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace tst_incidents {

using namespace checkwatch;
using namespace checkwatch::recording;
using base::Duration;
using base::Timestamp;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr Timestamp start = base::fromUnixMs(1'800'000'000'000); // 2027-01-15T08:00:00Z

AlertRecord change(Timestamp time, rules::AlertState after, const std::string& name = "Down")
{
    AlertRecord alert;
    alert.time = time;
    alert.before = after == rules::AlertState::Firing ? rules::AlertState::Pending : rules::AlertState::Inactive;
    alert.after = after;
    alert.labels = metrics::Labels{{"alertname", name}};
    return alert;
}

AlertRecord firing(Timestamp time, const std::string& name = "Down")
{
    return change(time, rules::AlertState::Firing, name);
}

/// Six hours of one series, a sample every 10 s, and these alerts.
base::Result<void> writeHours(const std::string& path, const std::vector<AlertRecord>& alerts = {})
{
    Writer writer({"test", true, {}});
    if (auto attached = writer.attach(path, start, 7); !attached) {
        return attached;
    }
    writer.begin(1, {});
    for (int i = 0; i <= 6 * 360; ++i) {
        metrics::ScrapeBatch batch;
        batch.time = start + i * seconds{10};
        if (i == 0) {
            batch.added = {metrics::Labels{{"__name__", "x"}}};
        }
        batch.column = {static_cast<double>(i)};
        writer.add(1, batch);
    }
    for (const AlertRecord& alert : alerts) {
        writer.add(alert);
    }
    return writer.close(start + std::chrono::hours{6});
}

} // namespace

/// What is kept around alerts, in virtual time.
class TestIncidents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_recording = m_folder->filePath("recording.cwrec").toStdString();
        m_options = {};
        m_options.folder = m_folder->filePath("incidents").toStdString();
    }
    void aQuarterOfAnHourBeforeAndAfter()
    {
        QVERIFY(writeHours(m_recording));
        Incidents incidents(m_options);
        const Timestamp fired = start + minutes{60};
        incidents.changed(firing(fired));
        QVERIFY(!incidents.due(fired + minutes{15} - Duration{1}));
        QVERIFY(incidents.due(fired + minutes{15}));
        QVERIFY(!QFile::exists(QString::fromStdString(m_options.folder))); // nothing yet to make a folder for
        QVERIFY(incidents.keep(m_recording, fired + minutes{15}));
        QCOMPARE(files(), QStringList{"20270115T084500Z-20270115T091500Z-Down.cwrec"});
        QVERIFY(!incidents.due(Timestamp::max()));
        const auto reader = Reader::open(m_options.folder + "/20270115T084500Z-20270115T091500Z-Down.cwrec");
        QVERIFY(reader.ok());
        QCOMPARE((*reader)->from(), fired - minutes{15});
        QCOMPARE((*reader)->to(), fired + minutes{15});
        QCOMPARE((*reader)->samples(), 181U);
        QVERIFY((*reader)->root().sealed);
    }
    void onlyWhatFires()
    {
        Incidents incidents(m_options);
        incidents.changed(change(start, rules::AlertState::Pending));
        incidents.changed(change(start, rules::AlertState::Inactive));
        AlertRecord goesOn = firing(start);
        goesOn.before = rules::AlertState::Firing;
        incidents.changed(goesOn);
        QVERIFY(!incidents.due(Timestamp::max()));
    }
    void alertsOneAfterAnotherAreOneIncident()
    {
        QVERIFY(writeHours(m_recording));
        Incidents incidents(m_options);
        incidents.changed(firing(start + minutes{60}));
        incidents.changed(firing(start + minutes{70}, "Flapping"));
        QVERIFY(!incidents.due(start + minutes{84}));
        QVERIFY(incidents.keep(m_recording, start + minutes{85}));
        QCOMPARE(files(), QStringList{"20270115T084500Z-20270115T092500Z-Down.cwrec"});
    }
    void oneThatNeverEndsIsCut()
    {
        QVERIFY(writeHours(m_recording));
        Incidents incidents(m_options);
        for (int minute = 60; minute <= 200; minute += 10) {
            incidents.changed(firing(start + minutes{minute}));
        }
        for (int i = 0; incidents.due(start + minutes{300}) && i < 5; ++i) {
            QVERIFY(incidents.keep(m_recording, start + minutes{300}));
        }
        QCOMPARE(files(),
                 (QStringList{"20270115T084500Z-20270115T104500Z-Down.cwrec",
                              "20270115T102500Z-20270115T113500Z-Down.cwrec"}));
    }
    void theOldestGoFirst_data()
    {
        QTest::addColumn<qsizetype>("left");
        QTest::addColumn<int>("count");
        QTest::addColumn<double>("files"); // as many files' bytes
        QTest::newRow("by number") << qsizetype{2} << 2 << 100.0;
        QTest::newRow("by size") << qsizetype{2} << 50 << 2.5;
        QTest::newRow("by size, but never the newest") << qsizetype{1} << 50 << 0.5;
    }
    void theOldestGoFirst()
    {
        QFETCH(qsizetype, left);
        QFETCH(int, count);
        QFETCH(double, files);
        QVERIFY(writeHours(m_recording));
        const auto keepHour = [&](Incidents& incidents, int hour) {
            incidents.changed(firing(start + hour * minutes{60}));
            QVERIFY(incidents.keep(m_recording, start + hour * minutes{60} + minutes{15}));
        };
        Incidents first(m_options);
        keepHour(first, 1);
        const QDir folder(QString::fromStdString(m_options.folder));
        const auto bytes = static_cast<double>(folder.entryInfoList(QDir::Files).front().size());
        QFile mine(folder.filePath("20200101T000000Z.cwrec"));
        QVERIFY(mine.open(QIODevice::WriteOnly));
        m_options.count = static_cast<std::size_t>(count);
        m_options.bytes = static_cast<std::uint64_t>(files * bytes);
        Incidents incidents(m_options);
        for (int hour = 2; hour <= 4; ++hour) {
            keepHour(incidents, hour);
        }
        const QStringList all{"20270115T104500Z-20270115T111500Z-Down.cwrec",
                              "20270115T114500Z-20270115T121500Z-Down.cwrec"};
        // Somebody else's is not touched.
        QCOMPARE(this->files(), QStringList("20200101T000000Z.cwrec") + all.mid(2 - left));
    }
    /// Each one that goes counts, so that no more go than must.
    void manyGoAtOnce()
    {
        QVERIFY(writeHours(m_recording));
        const auto keepHour = [this](Incidents& incidents, int hour) {
            incidents.changed(firing(start + hour * minutes{60}));
            QVERIFY(incidents.keep(m_recording, start + hour * minutes{60} + minutes{15}));
        };
        Incidents many(m_options);
        for (int hour = 1; hour <= 4; ++hour) {
            keepHour(many, hour);
        }
        const QDir folder(QString::fromStdString(m_options.folder));
        qint64 bytes = 0;
        for (const QFileInfo& file : folder.entryInfoList(QDir::Files)) {
            bytes = std::max(bytes, file.size());
        }
        m_options.bytes = static_cast<std::uint64_t>(3 * bytes + bytes / 2);
        Incidents few(m_options);
        keepHour(few, 5);
        QCOMPARE(files().size(), 3);
        QVERIFY(files().back().contains("124500Z-20270115T131500Z"));
    }
    void anotherRunTakesUpWhatThisOneDidNotGetTo()
    {
        const Timestamp kept = start + minutes{60};
        const Timestamp open = start + minutes{300};
        QVERIFY(writeHours(m_recording, {firing(kept), firing(open)}));
        {
            Incidents incidents(m_options);
            incidents.changed(firing(kept));
            QVERIFY(incidents.keep(m_recording, kept + minutes{15}));
            incidents.changed(firing(open)); // and then the power goes
        }
        const auto reader = Reader::open(m_recording);
        Incidents incidents(m_options);
        incidents.resume(**reader, open + minutes{1});
        QVERIFY(!incidents.due(open + minutes{14}));
        QVERIFY(incidents.keep(m_recording, open + minutes{15}));
        QCOMPARE(files(),
                 (QStringList{"20270115T084500Z-20270115T091500Z-Down.cwrec",
                              "20270115T124500Z-20270115T131500Z-Down.cwrec"}));
        Incidents third(m_options);
        third.resume(**reader, open + minutes{20});
        QVERIFY(!third.due(Timestamp::max()));
    }
    void whatCannotBeWrittenIsTriedAgain()
    {
        QVERIFY(writeHours(m_recording));
        QFile inTheWay(QString::fromStdString(m_options.folder));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        Incidents incidents(m_options);
        incidents.changed(firing(start + minutes{60}));
        const Timestamp now = start + minutes{75};
        const auto refused = incidents.keep(m_recording, now);
        QVERIFY(!refused && !refused.error().message.empty());
        QVERIFY(!incidents.due(now + seconds{59}) && incidents.due(now + seconds{60}));
        QVERIFY(inTheWay.remove());
        QVERIFY(incidents.keep(m_recording, now + seconds{60}));
        QCOMPARE(files().size(), 1);
    }
    void namesThatNoFileShouldHave()
    {
        QVERIFY(writeHours(m_recording));
        Incidents incidents(m_options);
        incidents.changed(firing(start + minutes{60}, "../sessions >80% \xF0\x9F\x94\xA5"));
        QVERIFY(incidents.keep(m_recording, start + minutes{75}));
        QCOMPARE(files(), QStringList{"20270115T084500Z-20270115T091500Z-___sessions__80______.cwrec"});
    }
    void noneWhereNoneAreWanted()
    {
        m_options.folder.clear();
        Incidents incidents(m_options);
        incidents.changed(firing(start));
        QVERIFY(!incidents.due(Timestamp::max()));
    }

private:
    [[nodiscard]] QStringList files() const
    {
        return QDir(QString::fromStdString(m_options.folder)).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_recording;
    IncidentOptions m_options;
};

QTEST_GUILESS_MAIN(TestIncidents)

} // namespace tst_incidents

#include "tst_incidents.moc"
