#include "ui/wall/codeturn.h"

#include "ui/common/text.h"
#include "ui/wall/code.h"

#include <QUrl>

#include <algorithm>

namespace checkwatch::wall {
namespace {

constexpr std::size_t mostSteps = 270; ///< bytes: what a code of 200 pixels holds with modules of three
constexpr std::size_t mostTurns = 5;

/// Places of the alerts that have a turn, the most urgent first.
std::vector<std::size_t> turnsOf(const fleet::Snapshot& snapshot, const std::vector<WorstRow>& worst)
{
    std::vector<std::size_t> turns;
    for (const WorstRow& row : worst) {
        const auto place = static_cast<std::size_t>(row.alert);
        if (row.alert >= 0 && snapshot.alerts && place < snapshot.alerts->size() && turns.size() < mostTurns) {
            turns.push_back(place);
        }
    }
    return turns;
}

/// A web address that somebody's telephone can open.
bool isWebAddress(const std::string& text)
{
    const QUrl url(QString::fromStdString(text), QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty()
        && (url.scheme() == QStringLiteral("https") || url.scheme() == QStringLiteral("http"));
}

} // namespace

void CodeTurn::setSession(session::Session* session)
{
    if (m_session != nullptr) {
        disconnect(m_session, nullptr, this, nullptr);
    }
    m_session = session;
    m_alert = 0;
    if (session != nullptr) {
        connect(session, &session::Session::explanationReady, this, &CodeTurn::answer);
    }
}

void CodeTurn::turn(const fleet::Snapshot& snapshot, const std::vector<WorstRow>& worst, int page, int side)
{
    const std::vector<std::size_t> turns = turnsOf(snapshot, worst);
    m_side = side;
    if (turns.empty() || m_session == nullptr) {
        m_alert = 0;
        m_image = QImage();
        return;
    }
    const fleet::AlertRow& alert = (*snapshot.alerts)[turns[static_cast<std::size_t>(page) % turns.size()]];
    if (alert.alert.identity->id == m_alert) {
        return;
    }
    const metrics::Labels& labels = alert.alert.identity->labels;
    m_alert = alert.alert.identity->id;
    m_alertName = labels.get("alertname");
    const std::string server(labels.get("server"));
    m_name = common::display(server.empty() ? m_alertName : server, 40);
    m_heading = m_alertName + (server.empty() ? "" : "\n" + alert.proxy + "/" + server);
    fleet::WhyQuestion question;
    question.alert = m_alert;
    m_session->requestExplanation(++m_request, question);
}

void CodeTurn::answer(const fleet::ExplanationPtr& why)
{
    if (why->request != m_request || why->question.alert != m_alert) {
        return;
    }
    const auto url = std::ranges::find_if(why->annotations, [](const auto& annotation) {
        return annotation.first == "runbook_url" && isWebAddress(annotation.second);
    });
    if (url != why->annotations.end()) {
        say(url->second);
        return;
    }
    const auto book = m_library ? m_library->find(m_alertName) : nullptr;
    say(book ? stepsOf(*book, m_heading) : std::string());
}

void CodeTurn::say(std::string text)
{
    m_text = std::move(text);
    const auto code = qrCode(m_text, m_side);
    m_image = code ? *code : QImage();
    m_caption = m_name + QStringLiteral(" runbook");
}

std::string CodeTurn::stepsOf(const runbooks::Runbook& book, const std::string& heading)
{
    std::string text = common::displayBlock(heading, 120).toStdString();
    for (const runbooks::Section& section : book.sections) {
        if (section.title != "Diagnosis") {
            continue;
        }
        for (const runbooks::Step& step : section.steps) {
            const std::string line
                = "\n" + std::to_string(step.number) + ". " + common::display(step.title, 80).toStdString();
            if (text.size() + line.size() > mostSteps) {
                break;
            }
            text += line;
        }
    }
    return text;
}

} // namespace checkwatch::wall
