#include "models/config/config.h"
#include "models/session/livesession.h"
#include "tests/faults/faults.h"
#include "tests/support/files.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <functional>

namespace tst_reload {

using namespace checkwatch;
using namespace checkwatch::faults;
using namespace checkwatch::support;

namespace {

QByteArray jobs(const std::vector<std::pair<const char*, std::string>>& addresses)
{
    QByteArray text = "global: {scrape_interval: 200ms, evaluation_interval: 200ms}\n"
                      "rule_files: [rules.yml]\nscrape_configs:\n";
    for (const auto& [name, address] : addresses) {
        text += QByteArray("- job_name: ") + name + "\n  static_configs: [{targets: ['"
            + QByteArray::fromStdString(address) + "']}]\n";
    }
    return text;
}

const QByteArray goodRules = "groups:\n- name: g\n  rules:\n  - {alert: Own, expr: vector(1), for: 1h}\n";

} // namespace

/// The configuration file changes under a running session, in every way a file can: what is refused changes nothing and
/// is told, and what is good afterwards counts without a restart.
class TestReload : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    FaultServer m_first{healthy};
    FaultServer m_second{healthy};
    std::unique_ptr<session::LiveSession> m_session;

    [[nodiscard]] QString config() const { return m_folder.filePath(QStringLiteral("checkwatch.yml")); }
    [[nodiscard]] QString rules() const { return m_folder.filePath(QStringLiteral("rules.yml")); }
    [[nodiscard]] bool fresh(std::size_t targets) const
    {
        const fleet::SnapshotPtr snapshot = m_session->snapshot();
        return snapshot && snapshot->targets.size() == targets
            && std::all_of(snapshot->targets.begin(), snapshot->targets.end(),
                           [](const auto& target) { return target.freshness == base::Freshness::Fresh; });
    }
    [[nodiscard]] base::Timestamp activeAt() const
    {
        for (const fleet::AlertRow& alert : *m_session->snapshot()->alerts) {
            if (alert.alert.identity->labels.get("alertname") == "Own") {
                return alert.alert.activeAt;
            }
        }
        return {};
    }

private Q_SLOTS:
    void init()
    {
        QVERIFY(write(rules(), goodRules));
        QVERIFY(write(config(), jobs({{"one", m_first.address()}})));
        auto loaded = config::loadConfig(config().toStdString());
        QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
        auto session = session::LiveSession::create(std::move(*loaded));
        QVERIFY(session.ok());
        m_session = std::move(*session);
        m_session->start();
        QTRY_VERIFY(fresh(1) && base::unixMs(activeAt()) != 0);
    }
    void cleanup()
    {
        m_session.reset();
        QDir(m_folder.path()).removeRecursively();
        QVERIFY(QDir().mkpath(m_folder.path()));
    }

    void whatIsRefusedChangesNothing_data()
    {
        using Change = std::function<bool(const QString& config, const QString& rules)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, Change change, const char* reason) {
            QTest::newRow(name) << std::move(change) << QString::fromLatin1(reason);
        };
        const auto text = [](QByteArray bytes) {
            return [bytes = std::move(bytes)](const QString& path, const QString&) { return write(path, bytes); };
        };
        row("empty", text(""), "checkwatch.yml: the configuration is empty");
        row("half-written", text(jobs({{"one", "a:1"}}).left(100)), "checkwatch.yml: ");
        row("a field unknown", text("scrape_configs:\n- job_name: a\n  scrap_interval: 5s\n"),
            "checkwatch.yml: line 3: field scrap_interval not found");
        row("no YAML", text("a: [b\n"), "checkwatch.yml: yaml: line ");
        row("bytes",
            text(QByteArray("\x7f"
                            "ELF\0\1\2\xff",
                            8)),
            "checkwatch.yml: ");
        row(
            "gone", [](const QString& path, const QString&) { return QFile::remove(path); },
            "checkwatch.yml: the configuration cannot be read: No such file");
        row(
            "a folder in its place",
            [](const QString& path, const QString&) { return QFile::remove(path) && QDir().mkdir(path); },
            "checkwatch.yml: is a directory, and the configuration is a file");
        row(
            "replaced by a bad one",
            [](const QString& path, const QString&) {
                return write(path + QStringLiteral(".new"), "scrape_configs: 1\n") && QFile::remove(path)
                    && QFile::rename(path + QStringLiteral(".new"), path);
            },
            "checkwatch.yml: line 1: scrape_configs must be a list");
        row(
            "rules half-written", [](const QString&, const QString& rules) { return write(rules, goodRules.left(40)); },
            "rules.yml: ");
        row(
            "rules that do not parse",
            [](const QString&, const QString& rules) {
                return write(rules, "groups:\n- name: g\n  rules:\n  - {alert: A, expr: 'sum(('}\n");
            },
            "rules.yml: ");
        row(
            "rules gone", [](const QString&, const QString& rules) { return QFile::remove(rules); },
            "rules.yml: no such rule file");
    }
    void whatIsRefusedChangesNothing()
    {
        using Change = std::function<bool(const QString& config, const QString& rules)>;
        QFETCH(Change, change);
        QFETCH(QString, reason);
        QSignalSpy notices(m_session.get(), &session::Session::notice);
        const base::Timestamp since = activeAt();
        QVERIFY(change(config(), rules()));
        QVERIFY(!m_session->reload().ok());
        QCOMPARE(notices.size(), 1);
        const QString told = notices.first().at(0).toString();
        QVERIFY2(told.startsWith(QLatin1String("the running configuration stays: ")) && told.contains(reason),
                 qPrintable(told));
        QVERIFY(notices.first().at(1).toBool());
        const auto onTheTimeline = [&] {
            const auto& events = *m_session->snapshot()->events;
            return std::any_of(events.begin(), events.end(), [&](const fleet::Event& event) {
                return event.kind == fleet::EventKind::Configuration && event.detail == told.toStdString();
            });
        };
        QTRY_VERIFY(onTheTimeline());
        const base::Timestamp scraped = m_session->snapshot()->targets.front().lastGood;
        QTRY_VERIFY(m_session->snapshot()->targets.front().lastGood > scraped + std::chrono::milliseconds{300});
        QVERIFY(fresh(1));
        QVERIFY(activeAt() == since);

        QDir(config()).removeRecursively();
        QVERIFY(write(rules(), goodRules));
        QVERIFY(write(config(), jobs({{"one", m_first.address()}, {"two", m_second.address()}})));
        QVERIFY(m_session->reload().ok());
        QVERIFY(!notices.last().at(1).toBool());
        QTRY_VERIFY(fresh(2));
        QVERIFY(activeAt() == since); // what did not change was not disturbed
    }
};

QTEST_GUILESS_MAIN(TestReload)

} // namespace tst_reload

#include "tst_reload.moc"
