#include "ui/runbook/runbookview.h"

#include "ui/common/confirm.h"
#include "ui/common/font.h"
#include "ui/common/panel.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/runbook/markdownview.h"
#include "ui/runbook/stepwidget.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace checkwatch::runbook {

using common::PlainLabel;
using common::Role;

namespace {

/// What of a page can be seen: two pages with the same one look the same.
QString fingerprint(const RunbookView::Page& page)
{
    QString text = page.subject + QLatin1Char('\n') + common::display(page.guide.cause) + QLatin1Char('\n')
        + common::display(page.guide.mitigationNote) + QLatin1Char('\n') + page.link.toString()
        + (page.book ? common::display(page.book->path) : QString());
    for (const runbooks::GuidedStep& step : page.guide.steps)
        text += QStringLiteral("\n%1 %2 ").arg(step.step->number).arg(static_cast<int>(step.verdict))
            + common::display(step.finding);
    return text;
}

QString stepsAsMarkdown(const runbooks::Section& section)
{
    QString text = common::displayBlock(section.body, 16 * 1024);
    for (const runbooks::Step& step : section.steps)
        text += QStringLiteral("\n\n**%1 · %2**\n\n").arg(step.number).arg(common::display(step.title))
            + common::displayBlock(step.body, 16 * 1024);
    return text;
}

} // namespace

RunbookView::RunbookView(QWidget* parent) : QScrollArea(parent), m_theme(common::currentTheme().kind)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEmptyText(QStringLiteral("Select a server or an alert to see what to do about it."));
}

void RunbookView::setPage(Page page)
{
    const QString next = fingerprint(page);
    if (next == m_shown)
        return;
    m_shown = next;
    m_page = std::move(page);
    m_empty.clear();
    rebuild();
}

void RunbookView::setEmptyText(const QString& text)
{
    if (m_empty == text)
        return;
    m_empty = text;
    m_page = {};
    m_shown.clear();
    rebuild();
}

/// Commands and quiet text have palettes of their own: they are made anew, and the reader stays where he was.
void RunbookView::changeEvent(QEvent* event)
{
    QScrollArea::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || m_theme == common::currentTheme().kind)
        return;
    // Later: Qt is walking through the widgets that this deletes.
    QMetaObject::invokeMethod(this, &RunbookView::followTheme, Qt::QueuedConnection);
}

void RunbookView::followTheme()
{
    if (m_theme == common::currentTheme().kind)
        return;
    const int place = verticalScrollBar()->value();
    rebuild();
    verticalScrollBar()->setValue(place);
}

void RunbookView::rebuild()
{
    m_theme = common::currentTheme().kind;
    auto* content = new QWidget(this);
    content->setAutoFillBackground(false);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->setSpacing(0);
    if (!m_empty.isEmpty() || !m_page.book) {
        auto* note = new PlainLabel(content, PlainLabel::Fit::Wrap);
        note->setContentsMargins(12, 12, 12, 12);
        note->setInk(Role::Muted);
        note->setPlain(m_empty.isEmpty()
                           ? QStringLiteral("This alert has no runbook here. Add a folder of runbooks under "
                                            "checkwatch: runbook_folders: in the configuration.")
                           : m_empty);
        layout->addWidget(note);
        addLink(layout, content);
    } else {
        addCause(layout, content);
        addSteps(layout, content);
        addMitigation(layout, content);
        addLink(layout, content);
        addRest(layout, content);
    }
    layout->addStretch(1);
    setWidget(content); // deletes the old one
    common::layOnPanel(this);
    verticalScrollBar()->setValue(0);
}

void RunbookView::addCause(QVBoxLayout* layout, QWidget* content)
{
    auto* banner = new PlainLabel(content, PlainLabel::Fit::Wrap);
    banner->setAutoFillBackground(true);
    banner->setBackgroundRole(QPalette::AlternateBase);
    banner->setContentsMargins(12, 8, 12, 8);
    QString text = m_page.guide.cause.empty() ? QStringLiteral("Cause not known yet.")
                                              : QStringLiteral("Cause: ") + common::display(m_page.guide.cause);
    if (!m_page.guide.steps.empty())
        text += QStringLiteral("\nSteps are ordered for this cause.");
    banner->setPlain(text);
    layout->addWidget(banner);
}

void RunbookView::addSteps(QVBoxLayout* layout, QWidget* content)
{
    for (const runbooks::GuidedStep& step : m_page.guide.steps) {
        auto* widget = new StepWidget(step, content);
        const std::pair key(m_page.subject, step.step->number);
        widget->setTicked(m_ticks.value(key));
        const QString name = QStringLiteral("%1. %2").arg(key.second).arg(QString::fromStdString(step.step->title));
        connect(widget, &StepWidget::ticked, this, [this, widget, key, name](int, bool on) {
            Q_EMIT stepTicked(name, on);
            m_ticks.insert(key, on ? QDateTime::currentDateTime() : QDateTime());
            widget->setTicked(m_ticks.value(key));
        });
        layout->addWidget(widget);
    }
}

void RunbookView::addMitigation(QVBoxLayout* layout, QWidget* content)
{
    for (const runbooks::Section& section : m_page.book->sections) {
        if (section.title != "Mitigation")
            continue;
        QString text = common::display(m_page.guide.mitigationNote);
        text += (text.isEmpty() ? QString() : QStringLiteral("\n\n")) + stepsAsMarkdown(section);
        addMarkdown(layout, content, section.title, text);
    }
}

void RunbookView::addRest(QVBoxLayout* layout, QWidget* content)
{
    const bool guided = !m_page.guide.steps.empty();
    for (const runbooks::Section& section : m_page.book->sections) {
        if (section.title != "Mitigation" && !(guided && section.title == "Diagnosis"))
            addMarkdown(layout, content, section.title, stepsAsMarkdown(section));
    }
}

void RunbookView::addLink(QVBoxLayout* layout, QWidget* content)
{
    if (!common::mayOpen(m_page.link))
        return;
    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 8, 12, 8);
    auto* open = new QPushButton(QStringLiteral("Open linked runbook"), content);
    common::setPlainToolTip(open, QString::fromLatin1(m_page.link.toEncoded()));
    connect(open, &QPushButton::clicked, this, [this] { common::openAfterAsking(window(), m_page.link); });
    row->addWidget(open);
    row->addStretch(1);
    layout->addLayout(row);
}

void RunbookView::addMarkdown(QVBoxLayout* layout, QWidget* content, const std::string& heading,
                              const QString& markdown)
{
    auto* title = new PlainLabel(content, PlainLabel::Fit::Elide);
    title->setFont(common::bold(font()));
    title->setContentsMargins(12, 10, 12, 2);
    title->setPlain(std::string_view(heading));
    layout->addWidget(title);
    auto* frame = new QWidget(content);
    auto* inside = new QVBoxLayout(frame);
    inside->setContentsMargins(12, 0, 12, 4);
    auto* view = new MarkdownView(frame);
    QPalette clear = view->palette();
    clear.setColor(QPalette::Base, Qt::transparent);
    view->setPalette(clear);
    view->setFont(common::scaled(font(), 0.92));
    view->setText(markdown);
    inside->addWidget(view);
    layout->addWidget(frame);
}

} // namespace checkwatch::runbook
