#pragma once

#include "models/runbooks/runbook.h"
#include "ui/common/theme.h"

#include <QDateTime>
#include <QMap>
#include <QPair>
#include <QScrollArea>
#include <QUrl>

#include <memory>

class QVBoxLayout;

namespace checkwatch::runbook {

/// The Runbook tab: the cause, the diagnosis steps in the order of that cause, mitigation, and the rest of the document.
/// Ticks are remembered for each subject while the window lives. GUI thread.
class RunbookView : public QScrollArea
{
    Q_OBJECT

public:
    struct Page
    {
        std::shared_ptr<const runbooks::Runbook> book; ///< null where the alert has none
        runbooks::Guide guide;                         ///< points into the book
        QString subject;                               ///< whose ticks: one key for each server and alert
        QUrl link;                                     ///< the alert's runbook_url, may be empty
    };

    explicit RunbookView(QWidget* parent = nullptr);

    /// The same subject with the same cause and findings changes nothing on the screen.
    void setPage(Page page);
    /// Shown instead of a page.
    void setEmptyText(const QString& text);

Q_SIGNALS:
    /// By the user; `step`: "3. Look at the …".
    void stepTicked(const QString& step, bool on);

protected:
    void changeEvent(QEvent* event) override;

private:
    void rebuild();
    void followTheme();
    void addCause(QVBoxLayout* layout, QWidget* content);
    void addSteps(QVBoxLayout* layout, QWidget* content);
    void addMitigation(QVBoxLayout* layout, QWidget* content);
    void addRest(QVBoxLayout* layout, QWidget* content);
    void addLink(QVBoxLayout* layout, QWidget* content);
    void addMarkdown(QVBoxLayout* layout, QWidget* content, const std::string& heading, const QString& markdown);

    Page m_page;
    QString m_empty;
    common::ThemeKind m_theme; ///< whose inks the widgets have
    QString m_shown;           ///< what the widgets stand for now
    QMap<QPair<QString, int>, QDateTime> m_ticks;
};

} // namespace checkwatch::runbook
