#include "models/session/filmworker.h"

#include "models/recording/verify.h"
#include "models/session/notesfile.h"

#include <QElapsedTimer>

#include <algorithm>

namespace checkwatch::session {
namespace {

/// A step of the film comes on top, of which some take several times as long.
constexpr std::chrono::milliseconds tellEvery{15};
/// All is evaluated, and not yet all checked.
constexpr double nearlyAll = 0.999;
/// A recorder commits every few seconds.
constexpr std::chrono::milliseconds lookEvery{1000};

} // namespace

FilmWorker::FilmWorker(std::string path, Stretch stretch, Listener listener)
    : m_path(std::move(path)), m_stretch(stretch), m_listener(std::move(listener)), m_postbox(this), m_again(this)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &FilmWorker::goOn);
}

FilmWorker::~FilmWorker() = default;

void FilmWorker::postStart(FilmRules rules, const base::CancelToken& cancel)
{
    m_postbox.post([this, rules = std::move(rules), cancel]() mutable {
        m_cancel = cancel;
        start(std::move(rules));
    });
}

void FilmWorker::postResume(const base::CancelToken& cancel)
{
    m_postbox.post([this, cancel] {
        m_cancel = cancel;
        if (m_maker && m_stretch.growing) {
            goOn();
        } else if (m_maker) {
            work();
        }
    });
}

void FilmWorker::start(FilmRules rules)
{
    m_again.stop();
    m_maker.reset();
    m_damageTold = 0;
    m_listener.began(rules);
    auto reader = recording::Reader::open(m_path);
    if (!reader) {
        m_listener.failed(reader.error().text());
        return;
    }
    m_maker = std::make_unique<FilmMaker>(std::move(*reader), std::move(rules),
                                          m_stretch.beginning ? base::Timestamp::min() : m_stretch.from,
                                          base::Timestamp::max());
    work();
}

void FilmWorker::work()
{
    QElapsedTimer sinceTold;
    sinceTold.start();
    const auto whole = static_cast<double>(std::max<std::int64_t>((m_stretch.to - m_stretch.from).count(), 1));
    while (!m_cancel.canceled() && m_maker->advance()) {
        if (sinceTold.hasExpired(tellEvery.count())) {
            hand(true);
            tellDamage(false);
            m_listener.progress(
                std::clamp(static_cast<double>((m_maker->now() - m_stretch.from).count()) / whole, 0.0, 1.0));
            sinceTold.restart();
        }
    }
    hand(true);
    if (m_cancel.canceled()) {
        m_listener.stopped(m_maker->reader().to());
    } else {
        finish();
    }
    waitForMore();
}

/// Of one that is being written only what is shown is looked at: it may be far longer than that.
void FilmWorker::finish()
{
    if (!m_stretch.growing) {
        QElapsedTimer sinceTold;
        sinceTold.start();
        m_maker->reader().checkAll([this, &sinceTold](std::uint64_t) {
            if (sinceTold.hasExpired(tellEvery.count())) {
                m_listener.progress(nearlyAll);
                sinceTold.restart();
            }
            return !m_cancel.canceled();
        });
    }
    tellDamage(!m_stretch.growing && !m_cancel.canceled());
    m_listener.progress(1);
    m_listener.done(m_maker->timeline(readNotes(m_path)));
}

void FilmWorker::tellDamage(bool whole)
{
    const std::vector<recording::Damage>& damage = m_maker->reader().damage();
    if (whole || damage.size() > m_damageTold) {
        m_damageTold = damage.size();
        std::vector<std::string> lines(damage.size());
        std::ranges::transform(damage, lines.begin(), recording::damageText);
        m_listener.damage(std::move(lines), whole);
    }
}

/// Without holding on to anything: what a reader sees stays in the write-ahead log, with everything after it.
void FilmWorker::waitForMore()
{
    if (m_stretch.growing) {
        m_maker->reader().release();
        m_again.start(lookEvery);
    }
}

void FilmWorker::hand(bool open)
{
    m_listener.parts(m_maker->take(open), m_maker->filmed(), m_maker->reader().to());
}

void FilmWorker::goOn()
{
    if (const auto refreshed = m_maker->refresh(); !refreshed) {
        m_listener.failed(refreshed.error().text());
        return;
    }
    if (m_cancel.canceled()) {
        m_listener.stopped(m_maker->reader().to());
        waitForMore();
        return;
    }
    work();
}

} // namespace checkwatch::session
