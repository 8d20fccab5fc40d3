#include "models/base/clock.h"
#include "models/session/engineworker.h"
#include "tests/session/enginerig.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <string>
#include <vector>

namespace tst_engineworker {

using namespace checkwatch;

/// The engine's event loop, without its thread.
class EngineWorkerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// A recording takes as long to read as its folder pleases. Nobody looks at an empty window meanwhile, and nobody is told
    /// that nothing happened before.
    void exportersAreShownBeforeTheRecordingIsRead()
    {
        const QTemporaryDir folder;
        const base::SystemClock system;
        const session::SteadyClock clock(system);
        config::Config config = enginerig::configuration();
        config.checkwatch.recording.folder = folder.path().toStdString();
        std::vector<std::string> order;
        std::vector<fleet::SnapshotPtr> shown;
        session::EngineWorker* worker = nullptr;
        session::EngineWorker::Listener listener;
        listener.snapshotWaiting = [&] { shown.push_back(worker->takeSnapshot()); };
        listener.notice
            = [&](const std::string&, bool) { order.emplace_back("read, " + std::to_string(shown.size())); };
        listener.recording = [](const fleet::RecordingState&) {};
        QFile broken(QString::fromStdString(recording::recordingIn(folder.path().toStdString())));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("no recording") > 0);
        broken.close();
        session::EngineWorker made(clock, config, {}, std::move(listener));
        worker = &made;
        made.start(config, {enginerig::target()});
        QCOMPARE(order, std::vector<std::string>{"read, 1"});
        QCOMPARE(shown.front()->targets.size(), 1U);
        QVERIFY(!shown.front()->events);
        QVERIFY(shown.size() > 1 && shown.back()->events);
    }
};

QTEST_GUILESS_MAIN(EngineWorkerTest)

} // namespace tst_engineworker

#include "tst_engineworker.moc"
