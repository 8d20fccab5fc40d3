#include "models/session/livesession.h"
#include "models/sources/silencewatch.h"

// What Alertmanagers say and are told.
namespace checkwatch::session {

/// On the I/O thread too.
void LiveSession::watchSilences()
{
    using sources::SilenceWatch;
    const auto take
        = [worker = m_worker](const std::shared_ptr<const std::vector<fleet::Silence>>& active, bool fewerAsked) {
              worker->post([worker, active, fewerAsked] {
                  worker->setSilences(*active, fewerAsked ? fleet::silencestep::unasked : fleet::silencestep::ended);
              });
          };
    const auto note = [worker = m_worker](const fleet::Event& event) {
        worker->post([worker, event] { worker->addEvents({event}); });
    };
    const auto tell = [this](const std::string& text, bool error) {
        m_answers.post([this, text, error] { Q_EMIT notice(QString::fromStdString(text), error); });
    };
    connect(m_silences, &SilenceWatch::heard, m_silences, take, Qt::DirectConnection);
    connect(m_silences, &SilenceWatch::reached, m_silences, note, Qt::DirectConnection);
    connect(m_silences, &SilenceWatch::said, m_silences, tell, Qt::DirectConnection);
}

void LiveSession::requestSilence(const fleet::SilenceWish& wish)
{
    const metrics::Labels external(std::vector<std::pair<std::string, std::string>>(m_config.externalLabels.begin(),
                                                                                    m_config.externalLabels.end()));
    m_toScraper->post([silences = m_silences, wish, external] { silences->add(wish, external); });
}

} // namespace checkwatch::session
