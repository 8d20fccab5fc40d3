#include "models/session/livesession.h"
#include "tests/faults/faults.h"
#include "tests/ui/windowshow.h"
#include "ui/common/statewords.h"
#include "ui/wall/wallview.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>

namespace tst_walldeath {

using namespace checkwatch;
using namespace std::chrono_literals;
using support::FaultServer;
using support::Script;

namespace {

constexpr base::Duration interval = 2s;
constexpr base::Duration timeout = 1500ms;

config::Config configuration(const std::string& address)
{
    config::Config config;
    config.evaluationInterval = interval;
    config.checkwatch.recording.enabled = false;
    config::ScrapeConfig& job = config.scrapeConfigs.emplace_back();
    job.jobName = "haproxy";
    job.interval = interval;
    job.timeout = timeout;
    job.staticConfigs.push_back({{address}, {}});
    return config;
}

} // namespace

/// An exporter dies while a wall stands: how long anything of it looks healthy.
class WallDeathTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingOfItLooksHealthyForLong_data();
    void nothingOfItLooksHealthyForLong();
};

void WallDeathTest::nothingOfItLooksHealthyForLong_data()
{
    QTest::addColumn<bool>("hangs");
    QTest::newRow("its port is closed") << false;
    QTest::newRow("it takes connections and says nothing") << true;
}

void WallDeathTest::nothingOfItLooksHealthyForLong()
{
    QFETCH(bool, hangs);
    common::applyTheme(windowshow::application(), common::ThemeKind::Dark);
    std::atomic<bool> silent = false;
    auto exporter = std::make_unique<FaultServer>([&](const support::Request&) {
        return silent ? Script().hang() : Script().send(support::httpResponse(faults::haproxyPage(1)));
    });
    auto session = session::LiveSession::create(configuration(exporter->address()));
    QVERIFY(session.ok());
    wall::WallView view;
    view.resize(1280, 720);
    view.setSession(session->get());
    view.show();
    (*session)->start();
    const auto healthyPixels = [&] {
        const QImage shot = view.grab().toImage().convertToFormat(QImage::Format_RGB32);
        const QRgb healthy = common::currentTheme()[common::shapeRole(fleet::Shown::Up)].rgb();
        int count = 0;
        if (view.field().plan().sections.empty()) {
            return count;
        }
        const QRectF field = view.field().plan().sections.front().area;
        for (int y = static_cast<int>(field.top()); y < static_cast<int>(field.bottom()); ++y) {
            for (int x = static_cast<int>(field.left()); x < static_cast<int>(field.right()); ++x) {
                count += shot.pixel(x, y) == healthy ? 1 : 0;
            }
        }
        return count;
    };
    QTRY_VERIFY_WITH_TIMEOUT(healthyPixels() > 1000, 20'000);
    QElapsedTimer dead;
    dead.start();
    silent = true;
    if (!hangs) {
        exporter.reset();
    }
    const auto limit = static_cast<int>((interval + timeout + 1s).count());
    QTRY_COMPARE_WITH_TIMEOUT(healthyPixels(), 0, 20'000);
    QVERIFY2(dead.elapsed() <= limit, std::to_string(dead.elapsed()).c_str());
    QVERIFY(view.scene().texts.front().text.startsWith(QStringLiteral("UNKNOWN")));
    view.setSession(nullptr);
}

QTEST_MAIN(WallDeathTest)

} // namespace tst_walldeath

#include "tst_walldeath.moc"
