#pragma once

#include "models/base/clock.h"
#include "models/config/config.h"
#include "models/fleet/silence.h"

#include <QObject>

#include <memory>
#include <string>
#include <vector>

namespace checkwatch::sources {

class SilencePost;
struct HeardSilence;
struct HttpShared;

struct SilenceWatchOptions
{
    base::Duration every{15'000}; ///< give or take a tenth
    /// So long what an Alertmanager said last holds though it does not answer; then it is not known any more.
    base::Duration patience{300'000};
};

/// Asks Alertmanagers for the silences that are active, and puts new ones into them. What several say is one list: a cluster
/// shares its silences, and one that does not answer takes none away. Lives on the I/O thread: create it, moveToThread, and
/// call it there.
class SilenceWatch final : public QObject
{
    Q_OBJECT

public:
    /// `clock`: of the program; `machine`: whose wall() others go by, for what is sent. They must outlive it and be safe from
    /// its thread.
    SilenceWatch(const base::Clock& clock, const base::Clock& machine, SilenceWatchOptions options = {});
    ~SilenceWatch() override;

    /// Whom to ask from now on; who was asked before goes on undisturbed, and what one said last holds
    /// where only how to ask it is another.
    void setAlertmanagers(const std::vector<config::AlertmanagerConfig>& alertmanagers);
    /// Has the alerts of a wish silenced; said() tells what came of it. `externalLabels` are added to theirs.
    void add(const fleet::SilenceWish& wish, const metrics::Labels& externalLabels);
    /// Ends. No signal after it.
    void stop();

Q_SIGNALS:
    /// All that are active, whenever there are others than before. `fewerAsked`: what is missing has not ended, an
    /// Alertmanager that had it is not asked any more.
    void heard(std::shared_ptr<const std::vector<checkwatch::fleet::Silence>> active, bool fewerAsked);
    /// One answers for the first time, does not any more, or does again: EventKind::Alertmanager.
    void reached(checkwatch::fleet::Event event);
    /// What came of add(), in words.
    void said(std::string text, bool error);

private:
    struct Source;

    void ask(Source& source);
    void answered(Source& source, const base::Result<std::vector<HeardSilence>>& answer);
    void tell(bool fewerAsked);
    void added(const base::Result<std::size_t>& result, const fleet::SilenceWish& wish);

    const base::Clock& m_clock;
    const base::Clock& m_machine;
    const SilenceWatchOptions m_options;
    std::unique_ptr<HttpShared> m_shared; ///< made on the I/O thread
    std::vector<std::unique_ptr<Source>> m_sources;
    std::unique_ptr<SilencePost> m_post; ///< null: nothing is under way
    std::vector<fleet::Silence> m_told;
};

} // namespace checkwatch::sources
