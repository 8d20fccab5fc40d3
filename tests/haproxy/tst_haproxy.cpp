#include "models/haproxy/checkstatus.h"
#include "models/haproxy/metricmap.h"
#include "models/haproxy/serverstate.h"

#include "tests/support/captures.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <map>

namespace tst_haproxy {

using namespace checkwatch;
using namespace checkwatch::haproxy;

namespace {

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

void apply(ServerFacts& facts, const MetricPlace& place, double value)
{
    facts.exporter = place.exporter;
    switch (place.field) {
    case Field::Status: facts.status = value == 1 ? static_cast<ServerStatus>(place.code) : facts.status; break;
    case Field::ServerUp: facts.status = value == 1 ? ServerStatus::Up : ServerStatus::NotUp; break;
    case Field::CheckStatus:
        facts.hasCheckStatus = true;
        facts.check = value == 1 ? static_cast<CheckStatus>(place.code) : facts.check;
        break;
    case Field::CheckFailures: facts.checkFailures = value; break;
    case Field::Weight: facts.weight = value; break;
    case Field::Throttle: facts.throttle = value; break;
    default: break;
    }
}

std::map<QString, ServerFacts> factsOf(const QByteArray& exposition)
{
    std::map<QString, ServerFacts> servers;
    for (const auto& [labels, value] : support::readSamples(exposition)) {
        const auto place = placeOf(labels);
        if (place && place->scope == Scope::Server) {
            apply(servers[text(place->proxy) + QLatin1Char('/') + text(place->server)], *place, value);
        }
    }
    return servers;
}

QByteArray readEither(const QString& path)
{
    const QByteArray plain = support::readCapture(path);
    return plain.isEmpty() ? support::readCapture(path + QStringLiteral(".gz")) : plain;
}

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct StateCase
{
    const char* name;
    ServerStatus status;
    CheckStatus check;
    bool hasCheck;
    double failures;
    double weight;
    double throttle;
    ServerState native;
    ServerState v1;
};

const StateCase stateCases[] = {
    {"no status", ServerStatus::Unknown, CheckStatus::L7Ok, true, 0, 1, none, ServerState::Unknown,
     ServerState::Unknown},
    {"maint", ServerStatus::Maint, CheckStatus::Unknown, false, 3, 1, none, ServerState::Maint, ServerState::Maint},
    {"down", ServerStatus::Down, CheckStatus::L4Con, true, 3, 1, none, ServerState::Down, ServerState::Down},
    {"down before a check", ServerStatus::Down, CheckStatus::Unknown, true, 0, 1, none, ServerState::Down,
     ServerState::Down},
    {"down rising", ServerStatus::Down, CheckStatus::L7Ok, true, 3, 1, none, ServerState::DownCheckOk,
     ServerState::DownCheckOk},
    {"down tracked", ServerStatus::Down, CheckStatus::Unknown, false, none, 1, none, ServerState::DownOther,
     ServerState::DownOther},
    {"not up", ServerStatus::NotUp, CheckStatus::Unknown, false, 2, 1, none, ServerState::NotUp, ServerState::NotUp},
    {"nolb", ServerStatus::Nolb, CheckStatus::L7Okc, true, 0, 1, none, ServerState::Nolb, ServerState::Nolb},
    {"drain", ServerStatus::Drain, CheckStatus::L7Ok, true, 0, 1, none, ServerState::Drain, ServerState::Drain},
    {"going down", ServerStatus::Up, CheckStatus::L7Sts, true, 1, 0, none, ServerState::UpGoingDown,
     ServerState::UpNoTraffic},
    {"unverified", ServerStatus::Up, CheckStatus::Unknown, true, 0, 0, none, ServerState::UpUnverified,
     ServerState::UpNoTraffic},
    {"counter without status", ServerStatus::Up, CheckStatus::Unknown, false, 0, 1, none, ServerState::UpUnverified,
     ServerState::Up},
    {"unchecked", ServerStatus::Up, CheckStatus::Unknown, false, none, 0, none, ServerState::UpUnchecked,
     ServerState::UpUnchecked},
    {"weight 0", ServerStatus::Up, CheckStatus::L7Ok, true, 0, 0, 40, ServerState::UpNoTraffic,
     ServerState::UpNoTraffic},
    {"slow start", ServerStatus::Up, CheckStatus::L7Ok, true, 0, 1, 40, ServerState::UpWarming, ServerState::UpWarming},
    {"up", ServerStatus::Up, CheckStatus::L7Ok, true, 7, 1, none, ServerState::Up, ServerState::Up},
    {"up without a counter yet", ServerStatus::Up, CheckStatus::L4Ok, true, none, 1, none, ServerState::Up,
     ServerState::Up},
};

} // namespace

/// What the numbers of both exporters mean.
class TestHaproxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statesFollowTheTable()
    {
        for (const StateCase& c : stateCases) {
            ServerFacts facts;
            facts.status = c.status;
            facts.check = c.check;
            facts.hasCheckStatus = c.hasCheck;
            facts.checkFailures = c.failures;
            facts.weight = c.weight;
            facts.throttle = c.throttle;
            facts.exporter = Exporter::Native;
            QVERIFY2(deriveState(facts) == c.native, c.name);
            facts.exporter = Exporter::V1;
            facts.check = CheckStatus::Unknown;
            facts.hasCheckStatus = false;
            if (c.status == ServerStatus::Up || c.status == ServerStatus::NotUp) {
                const bool loses = c.hasCheck && std::isnan(c.failures);
                QVERIFY2(deriveState(facts) == (loses ? ServerState::UpUnchecked : c.v1), c.name);
            }
        }
    }

    void capturesGiveTheExpectedStates()
    {
        const QString shared = support::sharedFolder();
        REQUIRE_SHARED(shared);
        int files = 0;
        int servers = 0;
        QDirIterator it(shared + QStringLiteral("/data/captures"), {QStringLiteral("*.expected_states.json")},
                        QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            const QJsonObject expected = QJsonDocument::fromJson(support::readCapture(path)).object();
            QString base = path;
            base.replace(QStringLiteral(".expected_states.json"), QStringLiteral(".native.prom"));
            const auto facts = factsOf(readEither(base));
            QCOMPARE(static_cast<qsizetype>(facts.size()), expected.size());
            for (const auto& [name, server] : facts) {
                const QJsonObject want = expected.value(name).toObject();
                const QString where = path + QLatin1Char(' ') + name;
                const QString got = text(serverStateName(deriveState(server)));
                QVERIFY2(got == want.value(QStringLiteral("state")).toString(),
                         qPrintable(where + QLatin1Char(' ') + got));
                QVERIFY2(text(checkStatusName(server.check)) == want.value(QStringLiteral("check")).toString(),
                         qPrintable(where));
                ++servers;
            }
            ++files;
        }
        QVERIFY2(files >= 14, qPrintable(QString::number(files)));
        QVERIFY(servers > 500);
    }

    void v1NeverSaysDownOrMaint()
    {
        const QString shared = support::sharedFolder();
        REQUIRE_SHARED(shared);
        const QString base = shared + QStringLiteral("/data/captures/lab26/02-admin-actions");
        const auto v1 = factsOf(readEither(base + QStringLiteral(".v1exporter.prom")));
        const auto native = factsOf(readEither(base + QStringLiteral(".native.prom")));
        QCOMPARE(v1.size(), native.size());
        int notUp = 0;
        for (const auto& [name, server] : v1) {
            const ServerState state = deriveState(server);
            QVERIFY2(state == ServerState::Up || state == ServerState::NotUp || state == ServerState::UpUnchecked
                         || state == ServerState::UpNoTraffic,
                     qPrintable(name));
            const ServerState real = deriveState(native.at(name));
            if (isDown(real) || real == ServerState::Maint || real == ServerState::Nolb) {
                QVERIFY2(state == ServerState::NotUp, qPrintable(name));
            }
            notUp += state == ServerState::NotUp ? 1 : 0;
        }
        QVERIFY(notUp > 5);
    }

    void codesHaveNamesNumbersAndWords()
    {
        for (const char* name : {"HANA", "SOCKERR", "L4OK", "L4TOUT", "L4CON", "L6OK", "L6TOUT", "L6RSP", "L7TOUT",
                                 "L7RSP", "L7OK", "L7OKC", "L7STS", "PROCERR", "PROCTOUT", "PROCOK"}) {
            const CheckStatus status = checkStatusFromName(name);
            QVERIFY2(checkStatusName(status) == name, name);
            QVERIFY2(isPass(status) != isFailure(status), name);
            QVERIFY2(isPass(status) == QByteArray(name).contains("OK"), name);
            QVERIFY2(!shortMeaning(status).empty() && meaning(status).size() > shortMeaning(status).size(), name);
            QVERIFY2(checkStatusFromNumber(static_cast<int>(status)) == status, name);
        }
        QCOMPARE(checkStatusFromName("L9XYZ"), CheckStatus::Unknown);
        QCOMPARE(checkStatusFromName("INI"), CheckStatus::Init);
        QCOMPARE(checkStatusName(CheckStatus::Init), std::string_view());
        QCOMPARE(checkStatusFromNumber(none), CheckStatus::Unknown);
        QCOMPARE(checkStatusFromNumber(8), CheckStatus::L4Con);
    }

    void seriesFindTheirPlace()
    {
        const auto native
            = placeOf({{"__name__", "haproxy_server_status"}, {"proxy", "app"}, {"server", "s1"}, {"state", "MAINT"}});
        QVERIFY(native.has_value());
        QCOMPARE(native->exporter, Exporter::Native);
        QCOMPARE(native->field, Field::Status);
        QCOMPARE(static_cast<ServerStatus>(native->code), ServerStatus::Maint);
        const metrics::Labels v1Labels{{"__name__", "haproxy_server_up"}, {"backend", "app"}, {"server", "s1"}};
        const auto v1 = placeOf(v1Labels);
        QVERIFY(v1.has_value());
        QCOMPARE(v1->exporter, Exporter::V1);
        QCOMPARE(v1->proxy, std::string_view("app"));
        const auto old = placeOf({{"__name__", "haproxy_server_status"}, {"proxy", "app"}, {"server", "s1"}});
        QCOMPARE(old->field, Field::StatusNumber);
        QCOMPARE(statusFromNumber(2), ServerStatus::Maint);
        QCOMPARE(statusFromNumber(none), ServerStatus::Unknown);
        QVERIFY(!placeOf(
            {{"__name__", "haproxy_server_http_responses_total"}, {"proxy", "a"}, {"server", "s"}, {"code", "2xx"}}));
        QVERIFY(!placeOf({{"__name__", "haproxy_server_status"}, {"server", "s1"}, {"state", "UP"}}));
        QVERIFY(!placeOf({{"__name__", "up"}}));
        QVERIFY(!placeOf(
            {{"__name__", "haproxy_server_check_status"}, {"proxy", "a"}, {"server", "s"}, {"state", "L9NEW"}}));
    }
};

QTEST_APPLESS_MAIN(TestHaproxy)

} // namespace tst_haproxy

#include "tst_haproxy.moc"
