#pragma once

#include <QString>

#include <functional>

class QUrl;
class QWidget;

/// Questions to the user, asked without a nested event loop; texts are plain. GUI thread.
namespace checkwatch::common {

struct Question
{
    QString heading; ///< one sentence
    QString detail;  ///< shown in full and selectable, capped by the text gateway
    QString accept;  ///< word on the button: "Open"
};

/// Opens a dialog over `parent` and returns; `accepted` runs if the user agrees and `parent` still lives.
void confirm(QWidget* parent, const Question& question, std::function<void()> accepted);

/// True for http and https addresses with a host: the only ones that are ever opened.
[[nodiscard]] bool mayOpen(const QUrl& url);
/// Asks with the whole address in ASCII, then hands it to the desktop. Refuses others with a word of why.
void openAfterAsking(QWidget* parent, const QUrl& url);

} // namespace checkwatch::common
