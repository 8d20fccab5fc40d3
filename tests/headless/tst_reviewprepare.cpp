#include "app/headless/recordingreview.h"
#include "models/recording/recorder.h"
#include "models/recording/writerlock.h"
#include "tests/recording/recordings.h"

#include <QTemporaryDir>
#include <QTest>

namespace tst_reviewprepare {

using namespace checkwatch;
using app::RecordingReview;
using base::Duration;
using recordings::start;
using session::BacktestAnswerPtr;

namespace {

constexpr auto second = Duration{1000};

/// A recording that goes on.
class Growing
{
public:
    explicit Growing(const std::string& folder) : m_lock(recording::WriterLock::take(folder + "/recording.lock"))
    {
        m_works = m_lock && m_writer.attach(recording::recordingIn(folder), start, 7).ok();
        recording::RulesRecord rules;
        rules.from = start;
        rules.evaluationInterval = second;
        rules.groups
            = rules::parseRuleFile("groups: [{name: g, rules: [{alert: Up, expr: up == 1}]}]", "r.yml")->groups;
        m_writer.setRules(std::move(rules));
        m_writer.begin(1, {});
        record(10);
    }
    /// So many more seconds, on the disk.
    void record(int seconds)
    {
        for (int i = 0; i < seconds; ++i, m_now += second) {
            metrics::ScrapeBatch batch;
            batch.time = m_now;
            if (m_now == start) {
                batch.added = {metrics::Labels{{"__name__", "up"}, {"instance", "lb:8404"}}};
            }
            batch.column = {1};
            m_writer.add(1, batch);
        }
        m_works = m_works && m_writer.commit(m_now).ok();
    }
    [[nodiscard]] bool works() const { return m_works; }
    [[nodiscard]] base::Timestamp newest() const { return m_now - second; }

private:
    base::Result<recording::WriterLock> m_lock; // without it, nobody seems to write
    recording::Writer m_writer{{"test", true, {}}};
    base::Timestamp m_now = start;
    bool m_works = false;
};

} // namespace

/// Reviews of a recording that is being written, which has to be read anew again and again.
class TestReviewPrepare : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// What was read when somebody was about to ask is what is asked.
    void itIsReadBeforeItIsAsked()
    {
        const QTemporaryDir folder;
        Growing growing(folder.path().toStdString());
        QVERIFY(growing.works());
        auto review = RecordingReview::open(folder.path().toStdString(), {}, {});
        QVERIFY(review.ok());
        BacktestAnswerPtr answer;
        connect(review->get(), &session::Review::backtestReady, this,
                [&answer](const BacktestAnswerPtr& ready) { answer = ready; });
        for (const bool prepared : {true, false}) {
            answer.reset();
            const base::Timestamp before = growing.newest();
            if (prepared) {
                (*review)->prepare();
                QTest::qWait(2'000); // until it is read, also on a busy machine
            } else {
                QTest::qWait(12'000); // it is let go of
            }
            growing.record(5);
            QVERIFY(growing.works());
            session::BacktestRequest request;
            request.number = 1;
            (*review)->requestBacktest(request);
            QTRY_VERIFY_WITH_TIMEOUT(answer != nullptr, 20'000);
            QVERIFY2(!answer->error, answer->error ? answer->error->text().c_str() : "");
            QCOMPARE(answer->backtest.end, prepared ? before : growing.newest());
        }
    }
};

QTEST_GUILESS_MAIN(TestReviewPrepare)

} // namespace tst_reviewprepare

#include "tst_reviewprepare.moc"
