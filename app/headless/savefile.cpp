#include "app/headless/savefile.h"

#include <QSaveFile>

namespace checkwatch::app {

base::Result<void> saveFile(const std::string& path, const QByteArray& content)
{
    QSaveFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit()) {
        return base::Error{base::ErrorCode::Refused, "cannot write: " + file.errorString().toStdString(), path};
    }
    return {};
}

} // namespace checkwatch::app
