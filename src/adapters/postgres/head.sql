select position, last_when, epoch, fence from fasti.log_head
